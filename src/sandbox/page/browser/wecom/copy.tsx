/** Ids that are copied with one click. */
import { useWecom } from './use-wecom.ts';

/** `note`: a name, or what is special about it. */
export function CopyId({ id, note, isOdd = false }: { id: string; note?: string | undefined; isOdd?: boolean }) {
  const copy = useCopy();
  return (
    <button type="button" class="wecom-id" data-odd={isOdd} onClick={() => copy(id, id)}>
      {note !== undefined && <span class="wecom-id-note">{note}</span>}
      <code>{id}</code>
    </button>
  );
}

export function CopyAll({ ids }: { ids: string[] }) {
  const { words } = useWecom();
  const copy = useCopy();
  const label = words.ids.copyAll(ids.length);
  return (
    <button type="button" class="wecom-link" onClick={() => copy(ids.join('\n'), String(ids.length))}>
      {label}
    </button>
  );
}

function useCopy() {
  const { words, tell } = useWecom();
  return async (text: string, what: string) => {
    try {
      await navigator.clipboard.writeText(text);
      tell(words.ids.copied(what));
    } catch {
      tell(words.ids.notCopied);
    }
  };
}
