/** B9: what is signed and still not meant: forms of others, strange metadata, addresses elsewhere, odd words, made-up states. */
import { randomBytes } from 'node:crypto';
import { type Rehearsal, startRehearsal } from '../../src/sandbox/rehearsal.ts';
import type { Inbound } from '../../src/sandbox/slack/bot-link.ts';
import { deliveries, suiteEvents } from '../../src/store/schema.ts';
import { openStranger } from '../../test/secrets-kit.ts';
import { channel, parent, resultOf, reviewed, smith, wang } from '../../test/story-kit.ts';
import { agree, installLink } from '../../test/story-third-party-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { resigned } from './school.ts';

export const forgeries: Probe[] = [
  { row: 'B9', name: 'forms that are not theirs, or say strange things', stores: 'each', run: forms },
  { row: 'B9', name: 'odd words after /wecom', stores: 'none', run: words },
  { row: 'B9', name: 'an answer asked for elsewhere', stores: 'none', run: elsewhere },
  { row: 'B9', name: 'made-up ways back from WeCom’s install page', stores: 'none', run: waysBack },
];

async function withBot(
  { newPlace }: Conditions,
  env: Record<string, string>,
  attack: (school: Rehearsal) => Promise<Finding>,
): Promise<Finding> {
  const school = await startRehearsal({
    ...{ door: 'http', ...(await newPlace()), thirdParty: true },
    env: { LOG_LEVEL: 'silent', WECOM_SUITES_FILE: '', ...env },
  });
  try {
    return await attack(school);
  } finally {
    await school.stop();
  }
}

type View = { private_metadata: string };

/** Of a form: what stands in its `private_metadata` instead. */
const metadatas: [name: string, make: (own: Record<string, unknown>) => string][] = [
  ['no JSON', () => '{'],
  ['nothing', () => ''],
  ['null', () => 'null'],
  ['a list', () => '[]'],
  ['another draft', (own) => JSON.stringify({ ...own, draft: 'another' })],
  ['a slice of a draft', (own) => JSON.stringify({ ...own, draft: `${own.draft}:x:0` })],
  ['SQL', (own) => JSON.stringify({ ...own, draft: "' or 1=1; drop table deliveries; --" })],
  ['a NUL', (own) => JSON.stringify({ ...own, draft: 'a\0b' })],
  ['a draft that is none', (own) => JSON.stringify({ ...own, draft: { id: own.draft } })],
  [
    'a polluted prototype',
    (own) => `{"__proto__":{"polluted":1},${JSON.stringify(own).slice(1)}`.replace(/"draft":"[^"]*"/, '"draft":"x"'),
  ],
  [
    'a polluted constructor',
    (own) => JSON.stringify({ ...own, draft: 'x', constructor: { prototype: { polluted: 1 } } }),
  ],
  ['100,000 levels', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['a round to come', (own) => JSON.stringify({ ...own, round: 99 })],
];

/** The same review, signed, in the name of another sender and with other metadata: none of them sends it. */
function forms(conditions: Conditions): Promise<Finding> {
  return withBot(conditions, {}, async (school) => {
    const { slack } = school;
    await reviewed(slack.person(smith), { title: 'Hers', parents: parent(2), locale: 'en' });
    await slack.person(smith).submit();
    await resultOf(school, 'Hers', '1 = 1');
    const hers = slack.lastSubmission();
    await reviewed(slack.person(wang), { title: '王老师的', parents: parent(1) });
    const { private_metadata } = slack.lastSubmission().payload.view as View;
    const own = JSON.parse(private_metadata);
    own.round += 1;
    const as = (id: string, metadata: string) =>
      resigned(hers, school, (payload) => ({
        ...payload,
        user: { ...(payload.user as object), id },
        view: { ...(payload.view as View), private_metadata: metadata },
      }));
    const madeBy = async (forged: Inbound[]) => {
      const before = (await school.store.db.select().from(deliveries)).length;
      await Promise.all(forged.map(slack.redeliver));
      return (await school.store.db.select().from(deliveries)).length - before;
    };
    const forged = [
      ...metadatas.map(([, make]) => as(wang, make(own))),
      as(smith, JSON.stringify(own)),
      as(wang, (hers.payload.view as View).private_metadata),
    ];
    const made = await madeBy(forged);
    const genuine = await madeBy([as(wang, JSON.stringify(own))]);
    const polluted = 'polluted' in {};
    return {
      isPassed: made === 0 && genuine === 1 && !polluted,
      figures: `${forged.length} forged submissions: ${made} deliveries, prototype ${polluted ? 'polluted' : 'clean'}; ${genuine} of the one that is as it should be`,
    };
  });
}

const odd = [
  ...[
    'cancel N-0001\0',
    '\0',
    'ｃａｎｃｅｌ　Ｎ－０００９',
    'cancel N-0009\u202e',
    'ca\u200bncel N-9',
    'СANCEL N-9',
    'cancel ٩',
    'cancel N-９',
  ],
  ...[
    'cancel N-0',
    'cancel N--1',
    'cancel N-999999999999999999',
    'cancel N-1e9',
    'cancel N-0x1',
    'status N-1; cancel N-1',
  ],
  ...["status ' or 1=1 --", 'status {{7*7}}', '<!channel>', '<@U0WANG>', '`rm -rf`', '../../etc/passwd', '%00', '\\'],
  ...[
    'İSTATUS',
    'ſtatus N-1',
    'ﬀ',
    '\ud83c',
    '\u{10ffff}',
    '👨‍👩‍👧',
    '\r\n\r\n',
    'a'.repeat(8000),
    '状态'.repeat(2000),
    '－'.repeat(8000),
  ],
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty N-1'],
];

function words(conditions: Conditions): Promise<Finding> {
  return withBot(conditions, {}, async (school) => {
    const { slack } = school;
    const person = slack.person(wang);
    let [answered, slowestMs] = [0, 0];
    for (const text of odd) {
      const before = person.privateTexts().length;
      const from = performance.now();
      const { trouble } = await person.command('/wecom', { channel, text });
      slowestMs = Math.max(slowestMs, performance.now() - from);
      const answer = await slack.waitFor(() => person.privateTexts()[before], `an answer to ${JSON.stringify(text)}`);
      if (trouble === null && !/<!|<@U0WANG>|49/.test(answer)) answered += 1;
    }
    const bad = slack.faults.length;
    return {
      isPassed: answered === odd.length && bad === 0,
      figures: `${answered} of ${odd.length} answered with a sentence, none with what was written; acknowledged in at most ${slowestMs.toFixed(0)} ms`,
    };
  });
}

/** Only Slack can sign a response_url; whoever is asked there gets the answer and no token. */
function elsewhere(conditions: Conditions): Promise<Finding> {
  return withBot(conditions, {}, async (school) => {
    const stranger = await openStranger();
    await school.slack.person(wang).command('/wecom', { channel, text: 'help' });
    const command = school.slack.sent.findLast(({ kind }) => kind === 'slash_commands');
    if (!command) throw new Error('no command was sent');
    const addresses = [stranger.url, 'file:///etc/passwd', 'http://169.254.169.254/', 'javascript:0', 'x', ''];
    for (const url of addresses) {
      await school.slack.redeliver(resigned(command, school, (payload) => ({ ...payload, response_url: url })));
    }
    await school.slack.waitFor(() => stranger.heard[0], 'the stranger to be answered');
    const leaks = stranger.heard.filter((text) => /xoxb|authorization|cookie/i.test(text)).length;
    const { status } = await fetch(`${school.env.PUBLIC_URL}/readyz`);
    await stranger.close();
    return {
      isPassed: leaks === 0 && status === 200,
      figures: `${addresses.length} addresses: ${stranger.heard.length} requests to the one that listens, ${leaks} with a token; ready afterwards`,
    };
  });
}

function waysBack(conditions: Conditions): Promise<Finding> {
  return withBot(conditions, {}, async (school) => {
    const back = new URL(await agree(await installLink(school)));
    const events = async () => (await school.store.db.select().from(suiteEvents)).length;
    const call = async (change: (query: URLSearchParams) => void, method = 'GET') => {
      const url = new URL(back);
      change(url.searchParams);
      return (await fetch(url, { method })).status;
    };
    const before = await events();
    const guesses = Array.from({ length: conditions.isQuick ? 50 : 1000 }, () => randomBytes(16).toString('hex'));
    const states = [...guesses, '', '0', `${back.searchParams.get('state')}0`, '*', '%', "' or 1=1", '__proto__'];
    const refused = await Promise.all(states.map((state) => call((query) => query.set('state', state))));
    const made = (await events()) - before;
    const genuine = await call(() => undefined);
    const other = await call((query) => query.set('auth_code', 'stolen'));
    return {
      isPassed: refused.every((status) => status === 400) && made === 0 && genuine === 200 && other === 400,
      figures: `${states.length} made-up states: ${made} accepted; the genuine one ${genuine}, with another code ${other}`,
    };
  });
}
