/** B4: what WeCom pushes, and what others would like to. */
import fc from 'fast-check';
import { Pool } from 'undici';
import { systemClock } from '../../src/clock.ts';
import { callbackPath } from '../../src/provider/routes.ts';
import { type Rehearsal, startRehearsal } from '../../src/sandbox/rehearsal.ts';
import { chenguangDelegated, chenguangProvider, chenguangSuite } from '../../src/sandbox/wecom/provider/sample.ts';
import { suiteEvents } from '../../src/store/schema.ts';
import {
  aesKey,
  echoQueryOf,
  encryptRaw,
  nowMs,
  nowSeconds,
  type Push,
  pushOf,
  pushOfEncrypted,
  read,
  suiteOf,
  ticketXml,
} from '../../test/callback-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { badXml } from './bad-xml.ts';
import { type Mutant, mutantsOf, originalsOf, type Provider } from './callback-mutants.ts';
import { rawRequest } from './requests.ts';
import { echoExample, pushExample } from './wecom-examples.ts';

export const callback: Probe[] = [
  { row: 'B4', name: 'callbacks that are not WeCom’s', stores: 'each', run: strangers },
  { row: 'B4', name: 'the time that one takes', stores: 'none', run: quickly },
];

const { corpId, token } = pushExample;
const provider: Provider = {
  one: suiteOf(chenguangSuite.suiteId, { token, mayReceive: (id) => [chenguangSuite.suiteId, corpId].includes(id) }),
  two: suiteOf(chenguangDelegated.suiteId, {
    token: chenguangDelegated.callbackToken,
    aesKey: chenguangDelegated.aesKey,
    mayReceive: (id) => [chenguangDelegated.suiteId, corpId].includes(id),
  }),
  corpId,
};
const { one } = provider;

type Hall = {
  school: Rehearsal;
  /** Resolves with the status. */
  send(push: Push): Promise<number>;
  /** The ids of what was accepted and is still kept. */
  accepted(): Promise<string[]>;
};

/** The bot has the token and the key of WeCom's own examples, and a clock that stands at their time. */
async function withHall({ newPlace }: Conditions, attack: (hall: Hall, clock: { ms: number }) => Promise<Finding>) {
  const clock = { ms: echoExample.atMs };
  const suites = [{ ...chenguangSuite, callbackToken: token, aesKey }, chenguangDelegated];
  const school = await startRehearsal({
    ...{ door: 'http', ...(await newPlace()), thirdParty: true },
    wecom: { provider: { ...chenguangProvider, corpId, suites } },
    env: {
      ...{ WECOM_CALLBACK_TOKEN: token, WECOM_CALLBACK_AES_KEY: aesKey, WECOM_PROVIDER_CORP_ID: corpId },
      LOG_LEVEL: 'fatal',
    },
    clock: { now: () => clock.ms, sleep: systemClock.sleep },
  });
  const pool = new Pool(school.env.PUBLIC_URL ?? '', { connections: 8 });
  const hall: Hall = {
    school,
    send: (push) => send(push, school, pool),
    accepted: async () => (await school.store.db.select().from(suiteEvents)).map(({ id }) => id),
  };
  try {
    return await attack(hall, clock);
  } finally {
    await pool.close();
    await school.stop();
  }
}

/** A push to the bot's port; a query that no client would send goes as it is. Resolves with the status. */
async function send({ query, body }: Push, { env }: Rehearsal, pool: Pool): Promise<number> {
  const path = `${callbackPath}?${query}`;
  if (/^[!-~]*$/.test(query)) {
    const response = await pool.request({ method: 'POST', path, body });
    await response.body.dump();
    return response.statusCode;
  }
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`;
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  return Number((await rawRequest(Number(new URL(env.PUBLIC_URL ?? '').port), whole)).slice(9, 12));
}

function strangers(conditions: Conditions): Promise<Finding> {
  return withHall(conditions, async (hall, clock) => {
    const examples = await examplesPass(hall, clock);
    clock.ms = nowMs;
    for (const push of originalsOf(provider)) await hall.send(push);
    const before = new Set(await hall.accepted());
    const probes = forged();
    const refused = (await statusesOf(probes, hall)).filter((status) => status === 403).length;
    const replays = (await statusesOf(originalsOf(provider), hall)).filter((status) => status === 200).length;
    const mutants = sampled(conditions);
    const statuses = await statusesOf(mutants, hall);
    const same = statuses.filter((status) => status === 200).length;
    const broken = statuses.filter((status) => status >= 500).length;
    const accepted = (await hall.accepted()).filter((id) => !before.has(id)).length;
    return {
      isPassed: examples === 2 && refused === probes.length && accepted === 0 && broken === 0,
      figures: `${examples} of WeCom’s 2 examples pass; ${refused} of ${probes.length} forged refused; ${replays} replays and ${mutants.length} mutants: ${accepted} accepted (${same} said what the original said)`,
    };
  });
}

async function examplesPass({ school, send: push }: Hall, clock: { ms: number }): Promise<number> {
  const echo = await fetch(`${school.env.PUBLIC_URL}${callbackPath}?${echoExample.query}`);
  const isEcho = (await echo.text()) === echoExample.text;
  clock.ms = pushExample.atMs;
  const status = await push({ query: pushExample.query, body: Buffer.from(pushExample.body) });
  return Number(isEcho) + Number(status === 200);
}

async function statusesOf(pushes: Push[], hall: Hall): Promise<number[]> {
  const statuses: number[] = [];
  for (let from = 0; from < pushes.length; from += 8) {
    statuses.push(...(await Promise.all(pushes.slice(from, from + 8).map(hall.send))));
  }
  return statuses;
}

function sampled({ isQuick, seed }: Conditions): Push[] {
  const numRuns = isQuick ? 1000 : 10_000;
  return fc.sample<Mutant>(mutantsOf(provider).mutants, { seed, numRuns }).map(({ push }) => push);
}

/** By somebody who knows much: the token, and for some the key. */
function forged(): Push[] {
  const xml = ticketXml(one.suiteId, 'stolen');
  const at = (seconds: number) => pushOf(one, xml, { timestamp: String(nowSeconds + seconds), nonce: 'at' });
  const genuine = pushOf(one, xml, { nonce: 'forged' });
  const unsigned = (query: string) => ({ ...genuine, query });
  return [
    unsigned(''),
    unsigned(genuine.query.replace(/signature=../, 'signature=00')),
    unsigned(genuine.query.toUpperCase().replace('MSG_SIGNATURE', 'msg_signature')),
    unsigned(genuine.query.replace('nonce=', 'other=')),
    unsigned(`${genuine.query}&${genuine.query}`),
    unsigned(echoQueryOf(one, 'echo')),
    ...[-601, -3600, 601, 3600].map(at),
    ...['wwSomebodyElse', '', provider.two.suiteId].map((receiveId) => pushOf(one, xml, { receiveId, nonce: 'to' })),
    pushOf(one, ticketXml(provider.two.suiteId, 'of another suite'), { nonce: 'suite' }),
    ...badPaddings().map((encrypted, i) => pushOfEncrypted(one, encrypted, { nonce: `padding${i}` })),
    ...badXml.map(([, document]) => ({ ...genuine, body: Buffer.from(document) })),
    ...badXml.map(([, document], i) => pushOf(one, document, { nonce: `bomb${i}` })),
  ].filter(({ body }) => body.length <= 64 * 1024);
}

/** Every wrong value of the last byte of the padding, and lengths that lead beyond the end. */
function badPaddings(): string[] {
  const message = Buffer.from('m'.repeat(26));
  const plain = (length: number) => {
    const head = Buffer.alloc(20, 7);
    head.writeUInt32BE(length, 16);
    return Buffer.concat([head, message, Buffer.from(corpId)]);
  };
  const values = Array.from({ length: 256 }, (_, value) => value).filter((value) => value !== 32);
  const padded = (bytes: Buffer, last = 32) => {
    const padding = Buffer.alloc(32, 32);
    padding[31] = last;
    return encryptRaw(one.aesKey, Buffer.concat([bytes, padding]));
  };
  return [
    ...values.map((value) => padded(plain(message.length), value)),
    ...[45, 1000, 2 ** 31, 2 ** 32 - 1].map((length) => padded(plain(length))),
  ];
}

const mostMs = 5;

/** Only reading and judging: nothing of it waits for anything. A slow one is looked at again, for the machine does other work. */
async function quickly(conditions: Conditions): Promise<Finding> {
  const pushes = [...sampled(conditions), ...forged()];
  const suites = [provider.one, provider.two];
  const once = (push: Push) => {
    const from = performance.now();
    read(push, suites);
    return performance.now() - from;
  };
  const times = pushes.map((push) => {
    const ms = once(push);
    return ms < mostMs / 5 ? ms : Math.min(...Array.from({ length: 5 }, () => once(push)));
  });
  const most = Math.max(...times);
  const usual = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  return {
    isPassed: conditions.isQuick || most < mostMs,
    figures: `${pushes.length} pushes: ${usual.toFixed(3)} ms each as a rule, at most ${most.toFixed(2)} ms`,
  };
}
