import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chunkOf, rawRequest } from '../proof/attacks/requests.ts';

const mega = 1024 * 1024;
const total = 200 * mega;

let child: ChildProcess;
let port: number;
beforeAll(async () => {
  child = fork(new URL('./receiver-memory-child.ts', import.meta.url));
  port = (await said()).port ?? 0;
});
afterAll(async () => {
  child.kill();
  if (child.exitCode === null) await once(child, 'exit');
});

test.each([
  ['announced', `content-length: ${total}`, Buffer.alloc(mega, 'x')],
  ['in chunks', 'transfer-encoding: chunked', chunkOf(mega)],
  ['in small chunks', 'transfer-encoding: chunked', chunkOf(1024)],
])('200 MB with a made-up signature, %s: refused, and it costs no memory', async (_name, header, piece) => {
  await send(header, chunkOf(mega * 2));
  child.send('begin');
  await said();
  const answers = await Promise.all([send(header, piece), send(header, piece), send(header, piece)]);
  child.send('end');
  const { growth = Number.NaN } = await said();
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 413[\s\S]*connection: close/i);
  // Three at once take about 5 MB; the rest of the bound is the garbage collector's own rhythm.
  expect(growth).toBeLessThan(20 * mega);
});

async function said(): Promise<{ port?: number; growth?: number }> {
  const [message] = await once(child, 'message');
  return message;
}

/** Sends 200 MB, or as much of it as the server lets in; what it answered until it closed. */
function send(header: string, piece: Buffer): Promise<string> {
  const head = `POST /slack/events HTTP/1.1\r\nhost: x\r\nx-slack-signature: v0=0\r\n${header}\r\n\r\n`;
  return rawRequest(port, head, { again: piece, maxBytes: total });
}
