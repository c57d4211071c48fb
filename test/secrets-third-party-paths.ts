/** Every way in which the calls of a suite and the calls to it can fail. */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { FaultRule } from '../src/sandbox/wecom/fault-rules.ts';
import { chenguangCompany } from '../src/sandbox/wecom/provider/sample.ts';
import { askForLink, members, type WatchedProvider } from './secrets-third-party-kit.ts';
import { until } from './story-delivery-kit.ts';
import { asTimePasses, channelId } from './story-kit.ts';
import { key, sendTemplate, settled, suiteId, without } from './story-third-party-kit.ts';

export type Path = { name: string; take(school: WatchedProvider): Promise<unknown> };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const apis = ['suiteToken', 'preAuthCode', 'sessionInfo', 'permanentCode', 'authInfo', 'corpToken', 'message'] as const;
type Api = (typeof apis)[number];

/** What leads to each call. */
const acts: Record<Api, (school: WatchedProvider) => Promise<unknown>> = {
  async suiteToken(school) {
    school.wecom.expireSuiteTokens({ as: 42009 });
    return askForLink(school);
  },
  preAuthCode: askForLink,
  sessionInfo: askForLink,
  permanentCode: async (school) => void (await school.wecom.authorise(key)),
  authInfo: async (school) => void (await school.wecom.changeAuth(key, { scope: chenguangCompany.scope })),
  async corpToken(school) {
    school.wecom.expireTokens({ as: 42001 });
    return sendOne(school);
  },
  message: sendOne,
};

let next = 0;

async function sendOne(school: WatchedProvider): Promise<void> {
  next += 1;
  const ts = await sendTemplate(school, members.slice(next, next + 1), `通知 ${next}`);
  const comes = () => /⛔|🛑|❓|⚠️|✅|⏸/.test(school.slack.threadText(channelId, ts));
  await until(comes, `an end of ${next}`);
}

/** A server that repeats what it was told, as fields and as a query, and what was given out before. */
function talkative({ seen, env }: WatchedProvider): string {
  const known = [...seen].map(([name, values]) => [name, [...values].at(-1) ?? ''] as const);
  const query = known.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `?${query} ${JSON.stringify(Object.fromEntries(known))} suite_secret: ${env.WECOM_SUITE_SECRET}`;
}

type FaultOf = (school: WatchedProvider) => FaultRule['fault'];
const errcodes = [-1, 40014, 40084, 40085, 42009, 77777];
const faults: [string, FaultOf][] = [
  ...errcodes.map((errcode): [string, FaultOf] => [
    `errcode ${errcode}`,
    (school) => ({ type: 'errcode', errcode, errmsg: talkative(school) }),
  ]),
  [
    'wrong json format',
    (school) => ({ type: 'errcode', errcode: 0, errmsg: `wrong json format ${talkative(school)}` }),
  ],
  ['502', (school) => ({ type: 'http', body: talkative(school) })],
  ['half of a JSON', (school) => ({ type: 'http', status: 200, body: `{"errcode":0,"x":"${talkative(school)}` })],
  ['cut before the request', () => ({ type: 'cutBeforeReading' })],
  ['cut before the answer', () => ({ type: 'cutBeforeAnswer' })],
];

/** What is refused for good ends; what has to wait goes on an hour later, with a new ticket. */
async function failing(school: WatchedProvider, api: Api, fault: FaultRule['fault']): Promise<void> {
  // A refusal that came after the last hour had passed is still remembered, and would be answered without a call.
  school.clock.advance(hourMs);
  // Its ticket died with that hour.
  await school.wecom.pushTicket(suiteId);
  const rule = school.wecom.inject({ api, fault });
  await acts[api](school);
  // Who was refused while the hour passed may rest for a minute.
  if (rule.hits() === 0)
    await asTimePasses(
      school.clock,
      minuteMs,
      until(() => rule.hits() > 0, `a call of ${api}`),
    );
  rule.remove();
  school.clock.advance(hourMs);
  await school.wecom.pushTicket(suiteId);
  await settled(school);
}

const callPaths = apis.flatMap((api) =>
  faults.map(
    ([name, faultOf]): Path => ({ name: `${api}: ${name}`, take: (school) => failing(school, api, faultOf(school)) }),
  ),
);

const silence: Path = {
  name: 'permanentCode: never answered',
  take: (school) => failing(school, 'permanentCode', { type: 'blackHole' }),
};

function codePush(school: WatchedProvider, InfoType: string, field: string) {
  const fields = { SuiteId: suiteId, InfoType, TimeStamp: 1, [field]: school.invented(field), State: '' };
  return school.wecom.pushEvent({ suiteId, fields });
}

const signed = () => ({
  msg_signature: randomBytes(20).toString('hex'),
  timestamp: String(Math.floor(Date.now() / 1000)),
  nonce: '1',
});

export const callbackPaths: Path[] = [
  { name: 'a pushed code that WeCom does not know', take: (school) => codePush(school, 'create_auth', 'AuthCode') },
  {
    name: 'a pushed ticket that WeCom does not know',
    take: (school) => codePush(school, 'suite_ticket', 'SuiteTicket'),
  },
  { name: 'an event nobody knows', take: (school) => codePush(school, 'canary_event', 'AuthCode') },
  {
    name: 'a forged callback',
    async take(school) {
      const query = new URLSearchParams({ ...signed(), auth_code: school.invented('auth_code') });
      const body = `<xml><Encrypt>${school.invented('Encrypt')}</Encrypt></xml>`;
      await school.call(`/wecom/callback?${query}`, { method: 'POST', body });
      await school.call(`/wecom/callback?${query}&echostr=${school.invented('echostr')}`);
      await school.call(`/wecom/callback?${query}`, { method: 'POST', body: body.repeat(1000) });
    },
  },
  {
    name: 'a way back that nobody asked for',
    take: (school) =>
      school.call(`/wecom/authorised?state=${'0'.repeat(32)}&auth_code=${school.invented('auth_code')}`),
  },
  {
    name: 'a way back while the store is away',
    take: (school) =>
      without(school, 'cache', () =>
        school.call(`/wecom/authorised?state=${'0'.repeat(32)}&auth_code=${school.invented('auth_code')}`),
      ),
  },
  {
    name: 'pushes while the store is away',
    take: (school) =>
      without(school, 'suite_events', async () => {
        await codePush(school, 'create_auth', 'AuthCode');
        await school.wecom.pushTicket(suiteId);
      }),
  },
  {
    name: 'a ticket while its table is away',
    take: (school) => without(school, 'suites', () => school.wecom.pushTicket(suiteId)),
  },
  {
    name: 'a permanent code that cannot be saved',
    async take({ store, said, wecom }) {
      await store.db.execute(sql`alter table authorisations add constraint full_disk check (false) not valid`);
      const before = said.length;
      await wecom.authorise(key);
      await until(() => said.slice(before).some((line) => line.includes('a job failed')), 'the failure');
      await store.db.execute(sql`alter table authorisations drop constraint full_disk`);
    },
  },
];

/** The store has nothing to do with these. */
export const wecomPaths: Path[] = [...callPaths, silence];
