import { Worker } from 'node:worker_threads';

/** What a thread had to say, or why it said nothing. */
export type ThreadAnswer = { type: 'message'; message: unknown } | { type: 'failed'; detail: string };

/**
 * A net, not a promise: V8 ends a thread that reaches its heap limit, but where a single large allocation fails it ends
 * the whole process. So what runs in a thread has to bound its memory itself.
 */
const resourceLimits = { maxOldGenerationSizeMb: 256 };

/** Runs a script in a thread of its own until its first message. `input` is handed over: its memory is gone here. */
export async function runThread(
  script: URL,
  input: Uint8Array<ArrayBuffer>,
  options: { with: unknown; timeoutMs: number },
): Promise<ThreadAnswer> {
  const workerData = { input, with: options.with };
  const worker = new Worker(script, { workerData, transferList: [input.buffer], resourceLimits });
  const answer = await firstAnswer(worker, options.timeoutMs);
  await worker.terminate();
  return answer;
}

function firstAnswer(worker: Worker, timeoutMs: number): Promise<ThreadAnswer> {
  return new Promise((resolve) => {
    const fail = (detail: string) => resolve({ type: 'failed', detail });
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    worker.on('message', (message) => resolve({ type: 'message', message }));
    worker.on('messageerror', (error) => fail(String(error)));
    worker.on('error', (error) => fail(String(error)));
    worker.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}
