import { Worker } from 'node:worker_threads';

/** What a thread had to say, or why it said nothing. */
export type ThreadAnswer = { type: 'message'; message: unknown } | { type: 'failed'; detail: string };

/**
 * A net, not a promise: V8 ends a thread that reaches its heap limit, but where a single large allocation fails it ends
 * the whole process. So what runs in a thread has to bound its memory itself.
 */
const resourceLimits = { maxOldGenerationSizeMb: 256 };

/** Runs a script in a thread of its own until its first message. Hands `input` over: its memory is gone here. Never rejects. */
export function runThread(script: URL, input: Uint8Array<ArrayBuffer>, options: { with: unknown; timeoutMs: number }) {
  const workerData = { input, with: options.with };
  const worker = new Worker(script, { workerData, transferList: [input.buffer], resourceLimits });
  return new Promise<ThreadAnswer>((resolve) => {
    const end = (answer: ThreadAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      void worker.terminate();
    };
    const fail = (detail: string) => end({ type: 'failed', detail });
    const timer = setTimeout(() => fail(`no answer within ${options.timeoutMs} ms`), options.timeoutMs);
    worker.once('message', (message) => end({ type: 'message', message }));
    worker.once('messageerror', (error) => fail(String(error)));
    worker.on('error', (error) => fail(String(error)));
    worker.once('exit', (code) => fail(`ended with ${code}`));
  });
}
