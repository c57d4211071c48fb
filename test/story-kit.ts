/** What people do in the stories: type the command, fill the form by its labels, send it off, read the thread. */
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { type Clock, systemClock } from '../src/clock.ts';
import type { Locale } from '../src/delivery/summary.ts';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../src/sandbox/rehearsal.ts';
import type { Inbound } from '../src/sandbox/slack/bot-link.ts';
import type { Modal } from '../src/sandbox/slack/modal.ts';
import type { Person } from '../src/sandbox/slack/person.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { StorePlace } from './databases.ts';

export const channel = '家校通知';
export const channelId = 'C0NOTICE';
export const [wang, smith, admin, guest] = ['U0WANG', 'U0SMITH', 'U0ADMIN', 'U0GUEST'];

/** Made once: a picture is slow to draw. */
export const coverBytes = await sharp({
  create: { width: 640, height: 512, channels: 3, background: '#2f855a' },
})
  .jpeg()
  .toBuffer();

export type Notice = {
  title?: string;
  parents?: string;
  students?: string;
  departments?: string;
  externalUsers?: string;
  list?: { name: string; bytes: Uint8Array };
  wholeSchool?: boolean;
  note?: string;
  locale?: Locale;
  in?: string;
};

type WithSlack = Pick<Rehearsal, 'slack'>;
type WithWecom = Pick<Rehearsal, 'wecom'>;

/** The empty form. Slack waits for three seconds of real time: where a busy machine is slower, the command is typed again. */
async function opened(person: Person, notice: Notice): Promise<void> {
  const { compose, tooSlow } = wordsFor(notice.locale ?? 'zh').forms.notice;
  const seen = person.privateTexts().length;
  const isNews = (text: string) => person.privateTexts().indexOf(text, seen) >= 0;
  const { trouble } = await person.command('/school-notice', { channel: notice.in ?? channel });
  const shown = person.waitForModal((modal) => compose.title in modal.values);
  const late = person.waitForPrivate((text) => text.includes(tooSlow) && isNews(text));
  // The form may come all the same, but not that late.
  const lost =
    trouble === null ? [] : [tick(10_000).then<Modal | string>(() => (person.modal() === null ? tooSlow : shown))];
  if (typeof (await Promise.race([shown, late, ...lost])) !== 'string') return;
  // Where only the answer to its opening was late, it stands there soon, never filled.
  await tick(3000);
  if (person.modal() !== null) await person.closeAll();
  await opened(person, notice);
}

/** View 1 filled in, not yet submitted. */
export async function compose(person: Person, notice: Notice): Promise<void> {
  const { forms } = wordsFor(notice.locale ?? 'zh');
  const form = forms.notice.compose;
  await opened(person, notice);
  await person.fill(form.title, notice.title ?? '期中家长会通知');
  await person.fill(form.pagepath, 'pages/notice/index');
  await person.upload(form.cover, { name: 'cover.jpg', bytes: Buffer.from(coverBytes) });
  const boxes = {
    parent: 'parents',
    student: 'students',
    department: 'departments',
    externalUser: 'externalUsers',
  } as const;
  if (notice.list) {
    await person.choose(form.audience, form.audienceFile);
    await person.waitForModal((modal) => form.listFile in modal.values);
    await person.upload(form.listFile, { name: notice.list.name, bytes: Buffer.from(notice.list.bytes) });
  } else if (notice.wholeSchool) {
    await person.choose(form.audience, form.audienceSchool);
  } else {
    for (const [kind, box] of Object.entries(boxes) as [keyof typeof boxes, (typeof boxes)[keyof typeof boxes]][]) {
      if (notice[box] !== undefined) await person.fill(form.box(kind, 3000), notice[box]);
    }
  }
  if (notice.note !== undefined) await person.fill(form.note, notice.note);
}

/** Views 1 and 2: composed, checked, the review stands in front of the person. */
export async function reviewed(person: Person, notice: Notice): Promise<Modal> {
  const { review } = wordsFor(notice.locale ?? 'zh').forms.notice;
  await compose(person, notice);
  const answer = await person.submit();
  if ('trouble' in answer && answer.trouble === 'operation_timeout') await person.submit();
  return person.waitForModal(review.title);
}

/** A notice sent off; resolves with the ts of its parent message. */
export async function send({ slack }: WithSlack, person: Person, notice: Notice): Promise<string> {
  await reviewed(person, notice);
  await person.submit();
  await person.waitForNoModal();
  return (await slack.waitForMessage(notice.title ?? '期中家长会通知', { channel })).ts;
}

/** The thread once it says what it should. */
export async function threadWith({ slack }: WithSlack, ts: string, match: string | RegExp): Promise<string> {
  await slack.waitFor(
    () => (new RegExp(match).test(slack.threadText(channelId, ts)) ? true : null),
    `the thread to say ${String(match)}`,
  );
  return slack.threadText(channelId, ts);
}

/** The bodies of all notices that reached WeCom's message/send, oldest first, carried out or not. */
export function sendRequests({ wecom }: WithWecom): Record<string, unknown>[] {
  return wecom.log('send').map(({ body }) => JSON.parse(body));
}

export const tick = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One rehearsal for all tests of a suite; call it inside `describeOnEachStore`. */
export function sharedRehearsal(
  newPlace: () => Promise<StorePlace>,
  options: Partial<RehearsalOptions> = {},
): () => Rehearsal {
  let place: StorePlace;
  let school: Rehearsal;
  beforeAll(async () => {
    place = await newPlace();
    const env = { LOG_LEVEL: 'error', ...options.env };
    school = await startRehearsal({ door: 'http', ...place, ...options, env });
  });
  afterAll(async () => {
    await school.stop();
    await place.remove();
  });
  return () => school;
}

export type MovableClock = Clock & {
  advance(ms: number): void;
  /** Resolves when somebody sleeps for so long, less what passed while it was reckoned. */
  untilSleeping(ms: number): Promise<void>;
};

/** Real time that can be moved on; whoever sleeps until then wakes. */
export function movableClock(): MovableClock {
  let ahead = 0;
  const sleepers = new Map<AbortController, { ms: number; until: number }>();
  const watchers = new Map<number, () => void>();
  const now = () => Date.now() + ahead;
  const isAbout = (ms: number, wanted: number) => ms <= wanted && ms > wanted - 50;
  return {
    now,
    async sleep(ms, signal) {
      const alarm = new AbortController();
      sleepers.set(alarm, { ms, until: now() + ms });
      for (const [wanted, wake] of watchers) if (isAbout(ms, wanted)) wake();
      await systemClock.sleep(ms, AbortSignal.any([alarm.signal, ...(signal ? [signal] : [])]));
      sleepers.delete(alarm);
    },
    advance(ms) {
      ahead += ms;
      const woken = [...sleepers].filter(([, { until }]) => until <= now());
      for (const [alarm] of woken) sleepers.delete(alarm);
      for (const [alarm] of woken) alarm.abort();
    },
    async untilSleeping(ms) {
      if ([...sleepers.values()].some((sleeper) => isAbout(sleeper.ms, ms))) return;
      await new Promise<void>((resolve) => watchers.set(ms, resolve));
    },
  };
}

/**
 * What is awaited, while time passes in steps: who counts from the moment it looks may look after a step, and waits for
 * the next. One real second each, since a step longer than a lease has whoever is just sending let go.
 */
export async function asTimePasses<T>(clock: MovableClock, stepMs: number, awaited: Promise<T>): Promise<T> {
  let isOver = false;
  const over = awaited.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    clock.advance(stepMs);
    await Promise.race([over, tick(1000)]);
  }
  return over;
}

/** The result has come: the thread under the message about this title, once it says so. */
export async function resultOf(school: Rehearsal, title: string, match: string | RegExp): Promise<string> {
  const { ts } = await school.slack.waitForMessage(title, { channel });
  return threadWith(school, ts, match);
}

/** How often WeCom was told to send to this id, in anything it carried out. */
export function timesReceived({ wecom }: WithWecom, id: string): number {
  return wecom.received().find((one) => one.id === id)?.times ?? 0;
}

/** The parent messages about this title, in the channel. */
export function parentMessages({ slack }: WithSlack, title: string, where = channelId): Record<string, unknown>[] {
  return slack.messages(where).filter(({ text }) => String(text).includes(title));
}

/** What Slack sent, signed again by its clock: another request that says the same. */
export function signedAgain(inbound: Inbound, secret: string, at: number): Inbound {
  const seconds = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${seconds}:${inbound.body}`).digest('hex');
  const headers = { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${digest}` };
  return { ...inbound, headers };
}

/** A parent whom the sandbox's school knows: the first of its n-th student. */
export function parent(n: number): string {
  return `Stu2026${String(n).padStart(5, '0')}_Parent1`;
}
