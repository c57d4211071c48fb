/** What can go wrong with one request once a connection stands, and what may be said of it then. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Advice, Doubt } from '../src/delivery/states.ts';
import { type Act, afterBody, json, text } from './wecom-stand-in.ts';

type Outcome =
  | { type: 'unknown'; doubt: Doubt }
  | { type: 'accepted' }
  | { type: 'allInvalid' }
  | { type: 'refused'; advice: Advice };

export type FaultCase = { name: string; act: Act; outcome: Outcome };

const whole = JSON.stringify({ errcode: 0, errmsg: 'ok', invalid_parent_userid: [] });
const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

type Cut = (req: IncomingMessage) => void;
const reset: Cut = (req) => void req.socket.resetAndDestroy();
const close: Cut = (req) => void req.socket.destroy();

/** Cuts the connection once at least `share` of the body is in; at once where there is nothing to wait for. */
function cutAt(share: number, cut: Cut): Act {
  return (req) => {
    const wanted = share * Number(req.headers['content-length'] ?? 0);
    let got = 0;
    if (wanted === 0) cut(req);
    req.on('data', (chunk: Buffer) => {
      got += chunk.length;
      if (got >= wanted) cut(req);
    });
  };
}

/** Writes these bytes as the answer, then does `end` with the connection. */
function raw(bytes: string | Buffer, end: Cut = close): Act {
  return afterBody((req) => void req.socket.write(bytes, () => end(req)));
}

const hang: Cut = () => undefined;

const cuts: FaultCase[] = [
  { name: 'reset before the body was read', act: cutAt(0, reset), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'reset after 1 byte', act: cutAt(1e-6, reset), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'reset after half the body', act: cutAt(0.5, reset), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'reset after the whole body', act: cutAt(1, reset), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'closed before the body was read', act: cutAt(0, close), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'closed after half the body', act: cutAt(0.5, close), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'closed after the whole body', act: cutAt(1, close), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'closed in the status line', act: raw('HTTP/1.'), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'closed in the headers', act: raw(head), outcome: { type: 'unknown', doubt: 'reset' } },
  { name: 'reset in the headers', act: raw(head, reset), outcome: { type: 'unknown', doubt: 'reset' } },
  {
    name: 'closed in the answer, length known',
    act: raw(`${head}Content-Length: ${whole.length}\r\n\r\n${whole.slice(0, 9)}`),
    outcome: { type: 'unknown', doubt: 'reset' },
  },
  {
    name: 'reset in the answer, length known',
    act: raw(`${head}Content-Length: ${whole.length}\r\n\r\n${whole.slice(0, 9)}`, reset),
    outcome: { type: 'unknown', doubt: 'reset' },
  },
  {
    name: 'closed one byte before the end of the answer',
    act: raw(`${head}Content-Length: ${whole.length}\r\n\r\n${whole.slice(0, -1)}`),
    outcome: { type: 'unknown', doubt: 'reset' },
  },
  {
    name: 'the answer reads whole, but more was announced',
    act: raw(`${head}Content-Length: ${whole.length + 1}\r\n\r\n${whole}`),
    outcome: { type: 'unknown', doubt: 'reset' },
  },
  {
    name: 'a go-ahead nobody asked for',
    act: raw('HTTP/1.1 100 Continue\r\n\r\n'),
    outcome: { type: 'unknown', doubt: 'reset' },
  },
  {
    name: 'closed between two chunks of the answer',
    act: raw(`${head}Transfer-Encoding: chunked\r\n\r\n9\r\n${whole.slice(0, 9)}\r\n`),
    outcome: { type: 'unknown', doubt: 'reset' },
  },
  {
    name: 'cut answer that only the end of the connection ends',
    act: raw(`${head}Connection: close\r\n\r\n${whole.slice(0, 9)}`),
    outcome: { type: 'unknown', doubt: 'unreadable' },
  },
];

const silences: FaultCase[] = [
  { name: 'hangs without a word', act: afterBody(() => undefined), outcome: { type: 'unknown', doubt: 'timeout' } },
  { name: 'black hole: reads nothing', act: (req) => void req.pause(), outcome: { type: 'unknown', doubt: 'timeout' } },
  { name: 'hangs in the headers', act: raw(head, hang), outcome: { type: 'unknown', doubt: 'timeout' } },
  {
    name: 'hangs after the headers',
    act: raw(`${head}Content-Length: 9\r\n\r\n`, hang),
    outcome: { type: 'unknown', doubt: 'timeout' },
  },
  {
    name: 'hangs in the answer',
    act: raw(`${head}Content-Length: 99\r\n\r\n{"errcode":0`, hang),
    outcome: { type: 'unknown', doubt: 'timeout' },
  },
  { name: 'trickles without end', act: afterBody(trickle), outcome: { type: 'unknown', doubt: 'timeout' } },
  {
    name: 'says it is on it, then nothing',
    act: raw('HTTP/1.1 102 Processing\r\n\r\n', hang),
    outcome: { type: 'unknown', doubt: 'timeout' },
  },
];

/** A byte at a time, each soon enough for the timeout between two pieces. */
function trickle(_req: IncomingMessage, res: ServerResponse) {
  res.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => res.write(' '), 50);
  res.on('close', () => clearInterval(timer));
}

const statuses: FaultCase[] = [201, 204, 400, 401, 403, 404, 407, 413, 429, 500, 502, 503, 504].map((status) => ({
  name: `HTTP ${status}`,
  act: text(status, '<h1>nginx</h1>'),
  outcome: { type: 'unknown', doubt: 'httpError' },
}));

const strangers: FaultCase[] = [
  { name: 'HTTP 502 around an acceptance', act: text(502, whole), outcome: { type: 'unknown', doubt: 'httpError' } },
  { name: 'a redirect', act: redirect, outcome: { type: 'unknown', doubt: 'httpError' } },
  ...(
    [
      ['HTML with 200', text(200, '<html>login</html>')],
      ['nothing with 200', text(200, '')],
      ['JSON and more', text(200, `${whole};`)],
      ['a JSON array', json([])],
      ['a JSON text', json('ok')],
      ['JSON null', json(null)],
      ['no errcode', json({ errmsg: 'ok', invalid_party: [] })],
      ['errcode as a text', json({ errcode: '0', errmsg: 'ok' })],
      ['errcode null', json({ errcode: null })],
      ['a broken errcode', json({ errcode: 0.5 })],
      ['invalid ids nobody can read', json({ errcode: 0, errmsg: 'ok', invalid_parent_userid: { a: 1 } })],
      ['not HTTP at all', raw('SSH-2.0-OpenSSH_9.6\r\n\r\n', hang)],
      ['headers without end', raw(`HTTP/1.1 200 OK\r\n${`X-A: ${'a'.repeat(1000)}\r\n`.repeat(40)}`, hang)],
      ['more than 1 MB, announced', text(200, JSON.stringify({ errcode: 0, errmsg: 'x'.repeat(1_100_000) }))],
      ['more than 1 MB in chunks', raw(flood(), hang)],
      ['zipped unasked', zipped()],
    ] as const
  ).map(([name, act]): FaultCase => ({ name, act, outcome: { type: 'unknown', doubt: 'unreadable' } })),
];

function redirect(req: IncomingMessage, res: ServerResponse) {
  req.resume();
  res.writeHead(307, { location: '/cgi-bin/elsewhere' }).end();
}

function flood(): string {
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(18)}`;
}

function zipped(): Act {
  return afterBody((_req, res) => {
    res.writeHead(200, { 'content-encoding': 'gzip' });
    res.end(gzipSync(whole));
  });
}

const answers: FaultCase[] = [
  { name: 'accepted', act: json({ errcode: 0, errmsg: 'ok' }), outcome: { type: 'accepted' } },
  {
    name: 'accepted after 102 Processing',
    act: raw(`HTTP/1.1 102 Processing\r\n\r\n${head}Content-Length: ${whole.length}\r\n\r\n${whole}`, hang),
    outcome: { type: 'accepted' },
  },
  {
    name: 'accepted, the connection ends the answer',
    act: raw(`${head}Connection: close\r\n\r\n${whole}`),
    outcome: { type: 'accepted' },
  },
  { name: '81013', act: json({ errcode: 81013, errmsg: 'all invalid' }), outcome: { type: 'allInvalid' } },
  ...(
    [
      [-1, 'busy'],
      [6000, 'busy'],
      [45033, 'slowDown'],
      [45009, 'throttled'],
      [40007, 'upload'],
      [40003, 'recipients'],
      [60011, 'recipients'],
      [60020, 'stop'],
      [301002, 'stop'],
      [48002, 'stop'],
      [40001, 'stop'],
      [999999, 'stop'],
    ] as const
  ).map(
    ([errcode, advice]): FaultCase => ({
      name: `errcode ${errcode}`,
      act: json({ errcode, errmsg: 'no' }),
      outcome: { type: 'refused', advice },
    }),
  ),
];

/** Faults that show at once, and faults that show when a timeout passes. */
export const promptFaults: readonly FaultCase[] = [...cuts, ...statuses, ...strangers, ...answers];
export const slowFaults: readonly FaultCase[] = silences;
