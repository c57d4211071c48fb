/** Where a person writes: text, files, and commands with completion. */

import { useId, useRef, useState } from 'preact/hooks';
import type { PagePlace } from '../../contract.ts';
import { Icon } from '../blocks/icon.tsx';
import { Menu, nextIndex } from '../blocks/menu.tsx';
import { type Command, Completion, commandsFor, splitCommand } from './completion.tsx';
import { useSession } from './session.ts';

type ComposerProps = { place: PagePlace; threadTs: string | null; label: string };

export function Composer({ place, threadTs, label }: ComposerProps) {
  const { state, words } = useSession();
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [active, setActive] = useState(0);
  const [isShut, setShut] = useState(false);
  const { send, note, setNote } = useSend(place, threadTs);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const isEmpty = text.trim() === '' && files.length === 0;
  const commands = threadTs === null && !isShut ? commandsFor(state.commands, text) : [];
  const type = (next: string) => {
    setText(next);
    setActive(0);
    setShut(false);
    setNote(null);
  };
  const complete = (command: Command | undefined) => {
    if (!command) return;
    type(`${command.command} `);
    box.current?.focus();
  };
  const submit = async () => {
    if (isEmpty) return;
    setText('');
    setFiles([]);
    if (await send(text.trim(), files)) return;
    // What could not be sent comes back, unless something else is being written by now.
    setText((current) => current || text);
    setFiles((current) => [...files, ...current]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.shiftKey) return;
    const next = nextIndex(event.key, active, commands.length);
    const isExact = commands.some(({ command }) => command === text.trim());
    if (next !== null) setActive(next);
    else if (event.key === 'Escape' && commands.length > 0) setShut(true);
    else if (event.key === 'Tab' && commands.length > 0) complete(commands[active]);
    else if (event.key === 'Enter' && commands.length > 0 && !isExact) complete(commands[active]);
    else if (event.key === 'Enter') void submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="composer">
      {commands.length > 0 && <Completion id={id} commands={commands} active={active} pick={complete} />}
      {note !== null && (
        <p class="composer-note" role="alert">
          {note}
        </p>
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-controls={`${id}-commands`}
          aria-activedescendant={commands[active] && `${id}-command-${active}`}
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

/** Says it, or does it when it is a command; false when nothing was done and what is written should stay. */
function useSend(place: PagePlace, threadTs: string | null) {
  const { state, words, act, upload } = useSession();
  const [note, setNote] = useState<string | null>(null);
  const say = async (text: string, files: File[]) => {
    const fileIds = await Promise.all(files.map(upload));
    const where = { place: place.id, ...(threadTs !== null && { threadTs }) };
    const answer = await act({ act: 'say', ...where, text, ...(fileIds.length > 0 && { fileIds }) });
    return answer.ok;
  };
  const command = async (name: string, rest: string) => {
    const isKnown = state.commands.some(({ command }) => command === name);
    if (threadTs !== null || !isKnown) {
      setNote(threadTs === null ? words.composer.unknownCommand(name) : words.composer.noCommandInThread);
      return false;
    }
    const answer = await act({ act: 'command', place: place.id, command: name, text: rest });
    return answer.ok;
  };
  const send = async (text: string, files: File[]) => {
    const { name, rest } = splitCommand(text);
    try {
      return await (name === null ? say(text, files) : command(name, rest));
    } catch (cause) {
      setNote(String(cause));
      return false;
    }
  };
  return { send, note, setNote };
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
