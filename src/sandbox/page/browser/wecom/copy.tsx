/** Ids that are copied with one click. */
import { useWecom } from './use-wecom.ts';

/** `note`: a name, or what is special about it. */
export function CopyId({ id, note, isOdd = false }: { id: string; note?: string | undefined; isOdd?: boolean }) {
  const { words } = useWecom();
  const copy = useCopy();
  return (
    <button type="button" class="wecom-id" data-odd={isOdd} onClick={() => copy(id, words.ids.copied(id))}>
      {note !== undefined && <span class="wecom-id-note">{note}</span>}
      <code>{id}</code>
    </button>
  );
}

export function CopyAll({ ids, label }: { ids: string[]; label?: string }) {
  const { words } = useWecom();
  const copy = useCopy();
  const { copyAll, copiedAll } = words.ids;
  return (
    <button type="button" class="wecom-link" onClick={() => copy(ids.join('\n'), copiedAll(ids.length))}>
      {label ?? copyAll(ids.length)}
    </button>
  );
}

function useCopy() {
  const { words, tell } = useWecom();
  return async (text: string, done: string) => {
    try {
      await navigator.clipboard.writeText(text);
      tell(done);
    } catch {
      tell(words.ids.notCopied);
    }
  };
}
