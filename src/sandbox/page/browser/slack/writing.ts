/** What is being written in one place: text and files, said or, when it is a command, done. */
import { useState } from 'preact/hooks';
import type { PagePlace } from '../../contract.ts';
import { splitCommand } from './completion.tsx';
import { useSession } from './session.ts';

export function useWriting(place: PagePlace, threadTs: string | null) {
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const { send, note, setNote } = useSend(place, threadTs);
  const isEmpty = text.trim() === '' && files.length === 0;
  const type = (next: string) => {
    setText(next);
    setNote(null);
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
  return { text, files, setFiles, note, isEmpty, type, submit };
}

/** False when nothing was done. */
function useSend(place: PagePlace, threadTs: string | null) {
  const { state, words, act, upload } = useSession();
  const [note, setNote] = useState<string | null>(null);
  const say = async (text: string, files: File[]) => {
    const fileIds = await Promise.all(files.map(upload));
    const where = { place: place.id, ...(threadTs !== null && { threadTs }) };
    return act({ act: 'say', ...where, text, ...(fileIds.length > 0 && { fileIds }) });
  };
  const complaint = (command: string) => {
    if (threadTs !== null) return words.composer.noCommandInThread;
    return state.commands.some((one) => one.command === command) ? null : words.composer.unknownCommand(command);
  };
  const send = async (text: string, files: File[]) => {
    const { name: command, rest } = splitCommand(text);
    const wrong = command === null ? null : complaint(command);
    setNote(wrong);
    if (wrong !== null) return false;
    try {
      if (command === null) return (await say(text, files)).ok;
      return (await act({ act: 'command', place: place.id, command, text: rest })).ok;
    } catch (cause) {
      setNote(String(cause));
      return false;
    }
  };
  return { send, note, setNote };
}
