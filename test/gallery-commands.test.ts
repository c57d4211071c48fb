import { afterAll, describe, test } from 'vitest';
import { openAccess } from '../src/access.ts';
import { laterVerbs, parseWish, verbs } from '../src/commands/parse.ts';
import { answer, type CommandDeps } from '../src/commands/run.ts';
import { templateCommand, wecomCommand } from '../src/commands/surface.ts';
import type { Delivery, Locale, Summary } from '../src/delivery/summary.ts';
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
  /** Which state it is, where the answer alone does not tell. */
  state?: string;
  user?: string;
  command?: string;
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
      byName: async (_series, number) => one((delivery) => delivery.number === number)?.delivery ?? null,
      summary: async (id) => byId(id),
      recent: async (sender) => deliveries.map(({ delivery }) => delivery).filter((each) => isBy(sender, each)),
      halt: async (id) => one((each) => each.id === id && each.halt === null && each.endedAt === null) !== null,
    },
    headline: headlineLine,
    permalink: async (id) => (id === 'p41' ? null : `https://chenguang.slack.com/archives/C0NOTICE/${id}`),
    clock: { now: () => now, sleep: async () => undefined },
    noticeCommand,
  };
}

function isBy(sender: string | null, delivery: Delivery): boolean {
  return sender === null || delivery.sender === sender;
}

/** What is typed and what is read. */
async function asked(question: Question, locale: Locale): Promise<string> {
  const { text, state, user = wang, command = wecomCommand } = question;
  const wish = command === templateCommand ? ({ type: 'template' } as const) : parseWish(text);
  if (wish.type === 'notice') throw new Error('that opens the form');
  const said = await answer(wish, user, depsFor(question, locale));
  const typed = `════ ${names(user)}: ${`${command} ${text}`.trim()}${state ? ` (${state})` : ''} ════`;
  const shown = renderMessageText({ blocks: said.blocks ?? [] }, names);
  // What a notification says, unless it is the whole answer.
  const notified = renderMessageText({ text: said.text }, names);
  return [typed, ...(notified === shown ? [] : [`(${notified})`]), shown].join('\n');
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
];
const recent = [
  inState('sending', 42),
  inState('accepted-with-invalid', 41, { sender: smith }),
  inState('unknown-undecided', 40),
  inState('whole-school', 39, { sender: smith }),
];
const own = recent.filter(({ delivery }) => delivery.sender === wang);

const pages: Record<string, (verb: (of: keyof typeof verbs) => string) => Question[]> = {
  help: () => [{ text: '' }],
  status: (verb) => [
    ...statusScenes.map((state) => ({ text: `${verb('status')} N-0042`, state, deliveries: [inState(state)] })),
    {
      text: `${verb('status')} N-0041`,
      state: 'there is no thread to link',
      deliveries: [inState('accepted-with-invalid', 41)],
    },
    { text: `${verb('status')} N-0099` },
    { text: verb('status') },
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
    { text: `${verb('cancel')} N-0099` },
    { text: verb('cancel') },
  ],
  'no-answer': (verb) => [
    { text: '', command: templateCommand },
    { text: laterVerbs.resend[0] },
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
  const verb = (of: keyof typeof verbs) => verbs[of][locale === 'zh' ? 1 : 0];
  test.each(Object.entries(pages))('%s', async (name, questions) => {
    const answers = await Promise.all(questions(verb).map((question) => asked(question, locale)));
    gallery(`commands/${name}.${locale}`, answers.join('\n\n'));
  });
  test('a failure', () => gallery(`commands/failure.${locale}`, wordsFor(locale).commands.failure('K7PX2M')));
});

afterAll(() => {
  const all = [...Object.keys(pages), 'failure'].flatMap((name) => [`commands/${name}.zh`, `commands/${name}.en`]);
  galleryHoldsOnly('commands', all);
});
