/** B9: many connections that say little, much, or nothing; Slack is answered all the while. */
import { connect, type Socket } from 'node:net';
import { setTimeout as tick } from 'node:timers/promises';
import type { KillableRehearsal } from '../../src/sandbox/rehearsal.ts';
import { channel, wang } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { growthOf } from './bodies.ts';
import { rawRequest } from './requests.ts';
import { until, withSchool } from './school.ts';

export const connections: Probe[] = [
  { row: 'B9', name: 'many connections, kept open', stores: 'none', run: keptOpen },
  { row: 'B9', name: 'requests that are none', stores: 'none', run: strangeRequests },
];

/** Both rooms full (64 MB and 8 MB), and 2,000 sockets with the 64 kB that each reads into. */
const mostGrowthMb = 200;
/** So many knock at once: the system makes those wait for seconds that find its queue at the door full. */
const atOnce = 200;
/** The slowest way to be cut off is a body that never ends: 10 s, looked at every second. */
const cutWithinMs = 20_000;
const slackPatienceMs = 3000;

const post = (path: string, headers: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}`;
const openings: { name: string; text: string; share: number }[] = [
  { name: 'nothing at all', text: '', share: 0.3 },
  { name: 'half a header', text: post('/slack/events', 'x-slow: '), share: 0.3 },
  {
    name: 'most of a body to WeCom’s door',
    text: `${post('/wecom/callback', 'content-length: 65000\r\n\r\n')}${'x'.repeat(60_000)}`,
    share: 0.3,
  },
  {
    name: 'most of a body to Slack’s',
    text: `${post('/slack/events', 'x-slack-signature: v0=0\r\ncontent-length: 1000000\r\n\r\n')}${'x'.repeat(900_000)}`,
    share: 0.1,
  },
];

function keptOpen(conditions: Conditions): Promise<Finding> {
  return withSchool(conditions, { thirdParty: true }, async (school) => {
    const { port, pid } = school.bot();
    const count = conditions.isQuick ? 400 : 2000;
    // A body may take 10 s, headers 5.
    const chosen = conditions.isQuick ? openings.slice(0, 2) : openings;
    const texts = chosen.flatMap(({ text, share }) => Array.from({ length: count * share }, () => text));
    const open: Socket[] = [];
    let waitsMs: number[] = [];
    const growthMb = await growthOf(pid, async () => {
      while (open.length < texts.length) {
        open.push(...texts.slice(open.length, open.length + atOnce).map((text) => opened(port, text)));
        await tick(50);
      }
      waitsMs = await commandsMeanwhile(school);
      await until(() => open.every(({ destroyed }) => destroyed), 'all connections to be cut', cutWithinMs);
    });
    const most = Math.max(...waitsMs);
    return {
      isPassed: (conditions.isQuick || most < slackPatienceMs) && growthMb < mostGrowthMb,
      figures: `${open.length} connections, all cut off; +${growthMb.toFixed(0)} MB; ${waitsMs.length} commands meanwhile, answered in at most ${most.toFixed(0)} ms`,
    };
  });
}

function opened(port: number, text: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(text);
  return socket;
}

async function commandsMeanwhile({ slack }: KillableRehearsal): Promise<number[]> {
  const waitsMs: number[] = [];
  for (let i = 0; i < 20; i++) {
    const from = performance.now();
    const { trouble } = await slack.person(wang).command('/wecom', { channel, text: 'help' });
    waitsMs.push(trouble === null ? performance.now() - from : Number.POSITIVE_INFINITY);
    await tick(100);
  }
  return waitsMs;
}

/** What is sent, and the status it is worth; empty where it is cut off without a word. */
const strange: [name: string, request: string, status: RegExp][] = [
  ['headers of 20 kB', `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, /^431/],
  ['3,000 headers', `GET /healthz HTTP/1.1\r\n${'a: b\r\n'.repeat(3000)}\r\n`, /^(431|400)/],
  ['a path of 15 kB', `GET /${'a/'.repeat(7500)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, /^404/],
  ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^400/],
  ['two lengths', `${post('/slack/events', 'content-length: 3\r\ncontent-length: 4\r\n\r\n')}abcd`, /^400/],
  [
    'a length and chunks',
    `${post('/slack/events', 'content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n')}0\r\n\r\n`,
    /^400/,
  ],
  ['a negative length', post('/slack/events', 'content-length: -1\r\n\r\n'), /^400/],
  ['a path that climbs', 'GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^404/],
  ['a path in disguise', 'GET /%2e%2e/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^404/],
  ['a doubled slash', 'GET //healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^404/],
  ['another site’s address', 'GET http://example.com/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^404/],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n', /^$/],
  [
    'an upgrade',
    'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close, upgrade\r\nupgrade: websocket\r\n\r\n',
    /^200/,
  ],
  ['Slack’s door by GET', 'GET /slack/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^405/],
  ['writing to the metrics', `${post('/metrics', 'connection: close\r\ncontent-length: 0\r\n\r\n')}`, /^405/],
  ['TRACE', 'TRACE /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /^405/],
];

function strangeRequests(conditions: Conditions): Promise<Finding> {
  return withSchool(conditions, { thirdParty: true }, async (school) => {
    const { port } = school.bot();
    const wrong: string[] = [];
    for (const [name, request, expected] of strange) {
      const status = (await rawRequest(port, Buffer.from(request, 'latin1'))).slice(9, 12);
      if (!expected.test(status)) wrong.push(`${name}: ${status || 'no answer'}`);
    }
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    return {
      isPassed: wrong.length === 0 && status === 200,
      figures: `${strange.length} requests, ${wrong.length} answered otherwise than meant${wrong.map((text) => `; ${text}`).join('')}; ready afterwards`,
    };
  });
}
