import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { openAccess } from '../src/access.ts';
import { laterVerbs, parseWish, verbs } from '../src/commands/parse.ts';
import { answer, type CommandDeps } from '../src/commands/run.ts';
import { wecomCommand } from '../src/commands/surface.ts';
import type { RecallOutcome } from '../src/delivery/recall-request.ts';
import { type Delivery, deliveryName, type Locale, type Summary } from '../src/delivery/summary.ts';
import { noticeCommand } from '../src/notice/register.ts';
import { headlineLine } from '../src/report/headline.ts';
import { renderMessageText } from '../src/sandbox/slack/render-text.ts';
import { sunriseSchool } from '../src/sandbox/slack/workspace.ts';
import { wordsFor } from '../src/words/locale.ts';
import { gallery, galleryHoldsOnly } from './gallery.ts';
import { scenes } from './gallery-scenes.ts';
import { minute, now, summaryOf } from './report-fixtures.ts';

const [wang, smith, admin, guest] = ['U0WANG', 'U0SMITH', 'U0ADMIN', 'U0GUEST'];
const names = (id: string) => sunriseSchool.users.find((user) => user.id === id)?.name ?? id;

type Question = {
  text: string;
  /** Which state this shows. */
  state: string;
  user?: string;
  deliveries?: Summary[];
  /** Slack does not say who is in the group of senders. */
  groupUnknown?: boolean;
};

function inState(scene: keyof typeof scenes, number = 42, more: Partial<Delivery> = {}): Summary {
  const { one } = scenes[scene] ?? {};
  if (one === undefined) throw new Error(`no scene ${scene}`);
  const submittedAt = now - (50 - number) * 37 * minute;
  return summaryOf({ ...one, delivery: { ...one.delivery, id: `p${number}`, number, submittedAt, ...more } });
}

function depsFor({ deliveries = [], groupUnknown = false }: Question, locale: Locale): CommandDeps {
  const one = (is: (delivery: Delivery) => boolean) => deliveries.find(({ delivery }) => is(delivery)) ?? null;
  const byId = (id: string) => one((delivery) => delivery.id === id);
  return {
    access: openAccess({
      senders: { users: [wang, smith], groups: ['S0SENDERS'] },
      admins: { users: [admin], groups: [] },
      groupMembers: async () => (groupUnknown ? { type: 'unknown' } : { type: 'members', users: [] }),
    }),
    localeOf: async () => locale,
    ledger: {
      find: async (id) => byId(id)?.delivery ?? null,
      byName: async (series, number) =>
        one((delivery) => delivery.number === number && delivery.series === series)?.delivery ?? null,
      summary: async (id) => byId(id),
      recent: async (sender) => deliveries.map(({ delivery }) => delivery).filter((each) => isBy(sender, each)),
      recall: async (id) => recallOf(byId(id)),
      halt: async (id) => one((each) => each.id === id && each.halt === null && each.endedAt === null) !== null,
    },
    headline: headlineLine,
    permalink: async (id) => (id === 'p41' ? null : `https://chenguang.slack.com/archives/C0NOTICE/${id}`),
    clock: { now: () => now, sleep: async () => undefined },
    noticeCommand,
  };
}

/** As the ledger answers, for what the states tell. */
function recallOf(summary: Summary | null): RecallOutcome {
  if (summary?.delivery.series !== 'T') return 'notice';
  if (summary.delivery.recall !== null) return 'already';
  if (summary.recallableUntil === null) return 'nothing';
  return summary.recallableUntil > now ? 'asked' : 'tooLate';
}

function isBy(sender: string | null, delivery: Delivery): boolean {
  return sender === null || delivery.sender === sender;
}

/** What is typed in which state, and what is read then. */
async function asked(question: Question, locale: Locale): Promise<{ typed: string; read: string }> {
  const { text, state, user = wang } = question;
  const wish = parseWish(text);
  if (wish.type === 'notice' || wish.type === 'template' || wish.type === 'admin')
    throw new Error('that opens a modal');
  const said = await answer(wish, user, depsFor(question, locale));
  const typed = `════ ${names(user)}: ${`${wecomCommand} ${text}`.trim()} (${state}) ════`;
  const shown = renderMessageText({ blocks: said.blocks ?? [] }, names);
  // What a notification says, unless it is the whole answer.
  const notified = renderMessageText({ text: said.text }, names);
  return { typed, read: [...(notified === shown ? [] : [`(${notified})`]), shown].join('\n') };
}

const statusScenes = [
  'preparing',
  'sending',
  'throttled',
  'accepted',
  'many-invalid-of-all-kinds',
  'unknown-and-stopped',
  'not-sent-ip',
  'cancelled',
  'whole-school',
  'whole-school-unknown',
  'template-all-members',
];
const recent = [
  inState('sending', 42),
  inState('accepted-with-invalid', 41, { sender: smith }),
  inState('unknown-undecided', 40),
  inState('whole-school', 39, { sender: smith }),
];
const own = recent.filter(({ delivery }) => delivery.sender === wang);

type Spelt<Verb> = (verb: Verb) => string;

const pages: Record<string, (verb: Spelt<keyof typeof verbs>, later: Spelt<keyof typeof laterVerbs>) => Question[]> = {
  help: () => [{ text: '', state: 'the menu' }],
  status: (verb) => [
    ...statusScenes.map((state) => {
      const summary = inState(state);
      return { text: `${verb('status')} ${deliveryName(summary.delivery)}`, state, deliveries: [summary] };
    }),
    {
      text: `${verb('status')} N-0041`,
      state: 'there is no thread to link',
      deliveries: [inState('accepted-with-invalid', 41)],
    },
    { text: `${verb('status')} N-0099`, state: 'no such delivery' },
    { text: verb('status'), state: 'no number' },
  ],
  list: (verb) => [
    { text: verb('list'), state: 'nothing sent yet' },
    { text: verb('list'), state: 'own', deliveries: own },
    { text: verb('list'), state: "an admin: everybody's; one has no thread", deliveries: recent, user: admin },
  ],
  cancel: (verb) => [
    ...['sending', 'accepted', 'stopped'].map((state) => ({
      text: `${verb('cancel')} N-0042`,
      state,
      deliveries: [inState(state)],
    })),
    { text: `${verb('cancel')} N-0042`, state: 'not the sender', deliveries: [inState('sending')], user: smith },
    { text: verb('cancel'), state: 'no number' },
  ],
  recall: (verb) => [
    ...['template-accepted', 'template-recalling', 'template-too-late', 'template-app-gone'].map((state) => ({
      text: `${verb('recall')} T-0017`,
      state,
      deliveries: [inState(state, 17)],
    })),
    { text: `${verb('recall')} N-0042`, state: 'a school notice', deliveries: [inState('accepted')] },
    {
      text: `${verb('recall')} T-0017`,
      state: 'not the sender',
      deliveries: [inState('template-accepted', 17)],
      user: smith,
    },
    { text: `${verb('cancel')} T-0017`, state: 'sending', deliveries: [inState('template-sending', 17)] },
    { text: `${verb('recall')} T-0099`, state: 'no such delivery' },
    { text: verb('recall'), state: 'no number' },
  ],
  'no-answer': (verb, later) => [
    { text: later('resend'), state: 'not built yet' },
    { text: verb('list'), state: 'not a sender', user: guest },
    {
      text: `${verb('status')} N-0042`,
      state: 'Slack does not say who is in a group',
      user: guest,
      groupUnknown: true,
    },
  ],
};

describe.each<Locale>(['zh', 'en'])('answers to commands, in %s', (locale) => {
  const shown = locale === 'zh' ? 1 : 0;
  const verb = (of: keyof typeof verbs) => verbs[of][shown];
  const answersOf = (questions: (typeof pages)[string]) =>
    Promise.all(questions(verb, (of) => laterVerbs[of][shown]).map((question) => asked(question, locale)));

  test.each(Object.entries(pages))('%s', async (name, questions) => {
    const answers = await answersOf(questions);
    gallery(`commands/${name}.${locale}`, answers.map(({ typed, read }) => `${typed}\n${read}`).join('\n\n'));
  });

  test('each is shown once', async () => {
    const answers = (await Promise.all(Object.values(pages).map(answersOf))).flat().map(({ read }) => read);
    expect(answers.filter((read, i) => answers.indexOf(read) !== i)).toEqual([]);
  });

  test('a failure', () => {
    const typed = `════ ${names(wang)}: ${wecomCommand} ${verb('list')} (something broke) ════`;
    gallery(`commands/failure.${locale}`, `${typed}\n${wordsFor(locale).commands.failure('K7PX2M')}`);
  });

  test('commands are named in the reader’s language', () => {
    const known: string[] = [...Object.values(verbs), ...Object.values(laterVerbs)].map((all) => all[shown]);
    const files = readdirSync('src/words').filter((file) => file.startsWith(locale));
    const text = files.map((file) => readFileSync(`src/words/${file}`, 'utf8')).join('\n');
    const named = [...text.matchAll(/\/wecom (?!\$)([^\s`'’。，.\\]+)/g)].map(([, word = '']) => word);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((word) => !known.includes(word))).toEqual([]);
  });
});

afterAll(() => {
  const all = [...Object.keys(pages), 'failure'].flatMap((name) => [`commands/${name}.zh`, `commands/${name}.en`]);
  galleryHoldsOnly('commands', all);
});
