import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../src/sandbox/wecom/fault-rules.ts';
import type { LogEntry } from '../src/sandbox/wecom/log.ts';
import type { SandboxWecom } from '../src/sandbox/wecom/server.ts';
import { notice, openCounter, stopAll } from './sandbox-wecom-client.ts';

afterEach(stopAll);

/** Everything the caller saw of the answer, and how the connection ended. */
type Seen = { text: string; error: string | null };

/** A request written by hand, so that nothing between the test and the socket repairs what was broken. */
function sendRaw(url: string, target: string, body: string, signal?: AbortSignal): Promise<Seen> {
  const { promise, resolve } = Promise.withResolvers<Seen>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  let error: string | null = null;
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause.code ?? cause.message;
  });
  socket.on('close', () => resolve({ text, error }));
  signal?.addEventListener('abort', () => socket.destroy());
  socket.write(
    `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return promise;
}

async function openRaw() {
  const { wecom, token, mediaId } = await openCounter({ directory: 'open' });
  const target = `/cgi-bin/externalcontact/message/send?access_token=${token}`;
  const body = JSON.stringify(notice(mediaId, { to_parent_userid: ['p1'] }));
  const say = (signal?: AbortSignal) => sendRaw(wecom.url, target, body, signal);
  return { wecom, body, say, sendAs: (text: string) => sendRaw(wecom.url, target, text) };
}

/** The log's line of a send once it is closed; the caller may know of the end before the sandbox does. */
async function closedSend(wecom: SandboxWecom): Promise<LogEntry> {
  for (;;) {
    const entry = wecom.log('send')[0];
    if (entry && entry.end !== 'open') return entry;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

type Case = [name: string, fault: FaultRule['fault'], error: string | null, sends: number, effect: string];

describe('a cut connection', () => {
  const cases: Case[] = [
    ['before the body is read', { type: 'cutBeforeReading' }, 'ECONNRESET', 0, 'none'],
    ['in the middle of the body', { type: 'cutInBody', bytes: 40 }, 'ECONNRESET', 0, 'none'],
    ['after all of it, not carried out', { type: 'cutBeforeAnswer', carriedOut: false }, 'ECONNRESET', 0, 'none'],
    ['after all of it, carried out', { type: 'cutBeforeAnswer' }, 'ECONNRESET', 1, 'sent'],
    ['politely, carried out', { type: 'cutBeforeAnswer', how: 'close' }, null, 1, 'sent'],
  ];
  it.each(cases)('%s: no answer', async (_, fault, error, sends, effect) => {
    const { wecom, say } = await openRaw();
    wecom.inject({ api: 'send', fault });
    expect(await say()).toEqual({ text: '', error });
    expect(await closedSend(wecom)).toMatchObject({ end: 'cut', effect, answer: null, fault: fault.type });
    expect(wecom.inbox('p1')).toHaveLength(sends);
    expect((await say()).text).toContain('"errcode":0');
  });

  it('in the middle of the body: the log has what came in', async () => {
    const { wecom, body, sendAs } = await openRaw();
    wecom.inject({ api: 'send', fault: { type: 'cutInBody', bytes: 40 } });
    await sendAs(body);
    const entry = await closedSend(wecom);
    expect(entry.bodyBytes).toBeGreaterThanOrEqual(40);
    expect(body.startsWith(entry.body)).toBe(true);
  });

  it.each([
    ['half of it', undefined, true, 1],
    ['nothing but its head', 0, true, 1],
    ['five bytes, of a call not carried out', 5, false, 0],
  ])('in the answer: %s', async (_, bytes, carriedOut, sends) => {
    const { wecom, say } = await openRaw();
    const part = bytes === undefined ? {} : { bytes };
    wecom.inject({ api: 'send', fault: { type: 'cutInAnswer', carriedOut, ...part } });
    const { text, error } = await say();
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect([error, Buffer.byteLength(body)]).toEqual([null, bytes ?? Math.floor(announced / 2)]);
    expect(announced).toBeGreaterThan(Buffer.byteLength(body));
    expect(wecom.inbox('p1')).toHaveLength(sends);
  });
});

describe('no answer at all', () => {
  it('from a black hole, until the caller goes', async () => {
    const { wecom, say } = await openRaw();
    const hole = wecom.inject({ api: 'send', fault: { type: 'blackHole' } });
    const impatience = new AbortController();
    const answer = say(impatience.signal);
    await hole.arrived;
    impatience.abort();
    expect((await answer).text).toBe('');
    expect(await closedSend(wecom)).toMatchObject({ end: 'clientGone', bodyBytes: 0, effect: 'none' });
  });

  it.each([
    [false, 'none', 0],
    [true, 'sent', 1],
  ])('from a held call whose caller goes; carried out first: %s', async (carriedOut, effect, sends) => {
    const { wecom, say } = await openRaw();
    const held = wecom.holdNext({ carriedOut });
    const impatience = new AbortController();
    const answer = say(impatience.signal);
    await held.arrived;
    impatience.abort();
    await answer;
    expect(await closedSend(wecom)).toMatchObject({ end: 'clientGone', effect });
    held.release();
    expect(wecom.inbox('p1')).toHaveLength(sends);
  });

  it('when the caller goes in the middle of its own body', async () => {
    const { wecom, say } = await openRaw();
    const { port } = new URL(wecom.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('POST /cgi-bin/externalcontact/message/send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    while (wecom.log('send').length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    socket.destroy();
    expect(await closedSend(wecom)).toMatchObject({ end: 'clientGone', effect: 'none' });
    expect((await say()).text).toContain('"errcode":0');
  });
});

describe('a gateway in between', () => {
  it.each([
    ['502', {}, 'HTTP/1.1 502', 0],
    ['502 although carried out', { carriedOut: true }, 'HTTP/1.1 502', 1],
    ['HTML with 200', { status: 200, body: '<html>登录</html>' }, '<html>登录</html>', 0],
  ])('answers %s', async (_, fields, seen, sends) => {
    const { wecom, say } = await openRaw();
    wecom.inject({ api: 'send', fault: { type: 'http', ...fields } });
    expect((await say()).text).toContain(seen);
    expect(wecom.inbox('p1')).toHaveLength(sends);
  });
});

describe('an outage', () => {
  it('refuses connections; afterwards port and state are the same', async () => {
    const { wecom, say } = await openRaw();
    await say();
    await wecom.goDown();
    expect(await say()).toEqual({ text: '', error: 'ECONNREFUSED' });
    await wecom.comeUp();
    await say();
    expect(wecom.inbox('p1')).toHaveLength(2);
  });
});
