/** A file_input: chosen or dropped, checked as Slack's client checks, uploaded at once. */

import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { type ControlProps, named, useControl } from './naming.ts';
import { useHands, useReader } from './surroundings.ts';

const maxBytes = 10 * 1024 * 1024;
const usualMaxFiles = 10;

type Held = { id: string; name: string; size: number };

type Props = ControlProps<'file_input'>;

export function FileField({ blockId, element, naming }: Props) {
  const { held, add, remove, note } = useFiles(blockId, element);
  return (
    <div class="files-field">
      {held.map((file) => (
        <HeldFile key={file.id} file={file} remove={() => remove(file.id)} />
      ))}
      <Drop element={element} naming={naming} add={add} />
      {note && (
        <p class={note.isError ? 'field-error' : 'muted'} role={note.isError ? 'alert' : 'status'}>
          {note.text}
        </p>
      )}
    </div>
  );
}

function useFiles(blockId: string, element: Props['element']) {
  const { words } = useReader();
  const { place, form, entry } = useControl(blockId, element);
  const [note, setNote] = useState<{ text: string; isError: boolean } | null>(null);
  const held = (entry?.files ?? []).map(heldFile);
  const ids = held.map(({ id }) => id);
  const complaint = (file: File) => {
    const types = element.filetypes;
    if (types && !types.includes(extensionOf(file.name))) return words.form.wrongType(types.join(', '));
    return file.size > maxBytes ? words.form.tooBig : null;
  };
  const add = async (files: File[]) => {
    if (!form || files.length === 0) return;
    const wrong = files.map(complaint).find((text) => text !== null);
    if (wrong) return setNote({ text: wrong, isError: true });
    setNote({ text: words.form.uploading, isError: false });
    try {
      const added = await Promise.all(files.map(form.upload));
      await form.setFiles(place, [...ids, ...added].slice(-(element.max_files ?? usualMaxFiles)));
      setNote(null);
    } catch (cause) {
      setNote({ text: String(cause), isError: true });
    }
  };
  const remove = (gone: string) =>
    form?.setFiles(
      place,
      ids.filter((id) => id !== gone),
    );
  return { held, add, remove, note };
}

function Drop({ element, naming, add }: Omit<Props, 'blockId'> & { add(files: File[]): Promise<void> }) {
  const { words } = useReader();
  const { form } = useHands();
  return (
    <label
      class="drop"
      for={naming.id}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <input
        {...named(naming)}
        id={naming.id}
        type="file"
        accept={element.filetypes?.map((type) => `.${type}`).join(',')}
        multiple={(element.max_files ?? usualMaxFiles) > 1}
        disabled={form === null}
        onChange={(event) => {
          void add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <span class="drop-button">{words.form.chooseFile}</span>
      <span class="muted">
        {words.form.orDrop}
        {element.filetypes && ` · ${element.filetypes.join(', ')}`}
      </span>
    </label>
  );
}

function HeldFile({ file, remove }: { file: Held; remove(): void }) {
  const { words } = useReader();
  return (
    <div class="held-file">
      <Icon name="file" />
      <span class="held-name">{file.name}</span>
      <span class="muted">{sizeText(file.size)}</span>
      <button type="button" class="icon" aria-label={words.form.remove(file.name)} onClick={remove}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function heldFile(file: Record<string, unknown>): Held {
  return { id: String(file.id), name: String(file.name), size: Number(file.size) };
}

function extensionOf(name: string): string {
  return name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '';
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
