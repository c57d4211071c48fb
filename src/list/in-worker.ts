import { setImmediate } from 'node:timers/promises';
import type { RecipientList } from '../audience.ts';
import {
  type Fault,
  type ListOptions,
  type ListResult,
  listLimits,
  type PackedList,
  type PackedResult,
  unpacking,
} from './result.ts';
import { runThread } from './thread.ts';

const script = new URL('./worker.ts', import.meta.url);

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Reads a list in a thread of its own, one list at a time, so that a long one delays no answer to Slack.
 * A thread that crashes or takes longer than `timeoutMs` ends as the fault `unreadable`, with the cause in `detail`.
 */
export async function readListInWorker(
  bytes: Uint8Array,
  options: ListOptions,
  limits: { timeoutMs: number },
): Promise<ListResult> {
  if (bytes.length > listLimits.maxBytes) return fault('tooLarge', `${bytes.length} bytes`);
  const turn = lastTurn.then(() => readInThread(bytes, options, limits));
  lastTurn = turn.catch(() => {});
  const result = await turn;
  return result.type === 'fault' ? result : { ...result, lists: await unpackInTurns(result.lists) };
}

function fault(name: 'tooLarge' | 'unreadable', detail: string): Fault {
  return { type: 'fault', fault: name, detail };
}

/** The bytes are copied, because a Buffer may share its memory with others. */
async function readInThread(bytes: Uint8Array, options: ListOptions, limits: { timeoutMs: number }) {
  const answer = await runThread(script, new Uint8Array(bytes), { with: options, timeoutMs: limits.timeoutMs });
  // The script is ours and posts nothing else.
  return answer.type === 'message' ? (answer.message as PackedResult) : fault('unreadable', answer.detail);
}

/** A million strings take some 100 ms to make; other work gets its turn in between. */
async function unpackInTurns(packed: PackedList[]): Promise<RecipientList[]> {
  const lists: RecipientList[] = [];
  for (const list of packed) {
    const steps = unpacking(list);
    let step = steps.next();
    while (!step.done) {
      await setImmediate();
      step = steps.next();
    }
    lists.push(step.value);
  }
  return lists;
}
