/** Where a person writes: text, files, and commands with completion. */

import { useId } from 'preact/hooks';
import type { PagePlace } from '../../contract.ts';
import { Icon } from '../blocks/icon.tsx';
import { Menu } from '../blocks/menu.tsx';
import { Completion, useCompletion } from './completion.tsx';
import { useSession } from './session.ts';
import { useWriting } from './writing.ts';

type ComposerProps = { place: PagePlace; threadTs: string | null; label: string };

export function Composer({ place, threadTs, label }: ComposerProps) {
  const { words } = useSession();
  const { text, files, setFiles, note, isEmpty, type, submit } = useWriting(place, threadTs);
  const completion = useCompletion(threadTs === null ? text : '', type);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.shiftKey) return;
    const isDone = completion.takes(event);
    if (!isDone && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (!isDone) void submit();
  };
  return (
    <div class="composer">
      <Completion {...completion} />
      <p class="composer-note" role="alert">
        {note}
      </p>
      <div class="composer-box">
        <textarea
          rows={1}
          value={text}
          aria-label={label}
          placeholder={threadTs === null ? words.composer.hint : label}
          {...completion.controls}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <ChosenFiles files={files} remove={(gone) => setFiles(files.filter((file) => file !== gone))} />
        <div class="composer-tools">
          <Attach add={(added) => setFiles([...files, ...added])} />
          {threadTs === null && <Shortcuts />}
          <button type="button" class="button primary send" disabled={isEmpty} onClick={submit}>
            {words.composer.send}
          </button>
        </div>
      </div>
    </div>
  );
}

function ChosenFiles({ files, remove }: { files: File[]; remove(file: File): void }) {
  const { words } = useSession();
  if (files.length === 0) return null;
  return (
    <ul class="chosen-files">
      {files.map((file) => (
        <li key={file.name} class="chip">
          <Icon name="file" /> {file.name}
          <button type="button" aria-label={words.composer.removeFile(file.name)} onClick={() => remove(file)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Attach({ add }: { add(files: File[]): void }) {
  const { words } = useSession();
  const id = useId();
  return (
    <label class="icon attach" for={id} title={words.composer.attach}>
      <input
        id={id}
        type="file"
        multiple
        aria-label={words.composer.attach}
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <Icon name="add" />
    </label>
  );
}

function Shortcuts() {
  const { state, words, act } = useSession();
  const items = state.shortcuts
    .filter(({ kind }) => kind === 'global')
    .map(({ callbackId, name }) => ({
      key: callbackId,
      label: name,
      pick: () => act({ act: 'shortcut', callbackId }),
    }));
  if (items.length === 0) return null;
  return (
    <Menu label={words.composer.shortcuts} className="icon" items={items}>
      <Icon name="bolt" />
    </Menu>
  );
}
