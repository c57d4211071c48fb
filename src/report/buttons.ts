/** What happens when a button under a report is pressed. Anyone in the channel can press it; only two may. */
import type { App, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { RecallOutcome } from '../delivery/recall-request.ts';
import { type Delivery, deliveryName, type Locale } from '../delivery/summary.ts';
import { mrkdwn, section } from '../slack/blocks.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import { slackTime } from './dates.ts';
import { mention } from './post.ts';
import { type ReportAction, reportActions } from './report-actions.ts';

/** `stale`: the button was used already, or the delivery has gone on. */
export type ActionResult =
  | { type: 'done' }
  | { type: 'stale' }
  /** There is no list to send to any more. */
  | { type: 'listGone' }
  | { type: 'tooEarly'; until: number }
  | { type: 'notRecalled'; why: Exclude<RecallOutcome, 'asked'> };

type Act = (deliveryId: string, by: string) => Promise<ActionResult>;

export type ButtonDeps = {
  clock: Clock;
  find(deliveryId: string): Promise<Delivery | null>;
  isAdmin(userId: string): Promise<boolean>;
  /** A refusal is in the audit. */
  maySend(userId: string): Promise<{ type: 'allowed' } | { type: 'refused'; reason: 'notListed' | 'groupsUnknown' }>;
  localeOf(userId: string): Promise<Locale>;
  /** A refusal leaves a line in the audit. */
  recordRefusal(userId: string, action: ReportAction, deliveryId: string): Promise<void>;
  /** Each changes the ledger and has the delivery reported, which is what makes the buttons vanish. */
  deliveries: Record<ReportAction, Act>;
};

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

export function register(app: Pick<App, 'action'>, deps: ButtonDeps): void {
  for (const action of Object.keys(reportActions) as ReportAction[]) {
    app.action<BlockAction<ButtonAction>>(reportActions[action], async (press) => {
      await press.ack();
      await answer(press, await decide(deps, action, press), action);
    });
  }
}

/** `isOver`: the private message that holds the button has served, its buttons may go. */
type Decision = { text: string; isOver: boolean };

async function decide(deps: ButtonDeps, action: ReportAction, { body, action: button }: Press): Promise<Decision> {
  const by = body.user.id;
  const [delivery, locale] = await Promise.all([deps.find(button.value ?? ''), deps.localeOf(by)]);
  const words = wordsFor(locale);
  if (delivery === null) return { text: words.report.buttons.gone, isOver: false };
  const refusal = await refusalOf(deps, action, { by, delivery, words });
  if (refusal !== null) return { text: refusal, isOver: false };
  const result = withoutActing(action, delivery) ?? (await deps.deliveries[action](delivery.id, by));
  const text = said(result, { action, delivery, words, now: deps.clock.now() });
  return { text, isOver: result.type !== 'tooEarly' };
}

/** These set sending going: that takes the right to send, which may have been taken away since, and which admins need not have. */
const sending: ReadonlySet<ReportAction> = new Set(['resume', 'resendUnknown', 'retryPlace', 'reportByDm']);

type Pressed = { by: string; delivery: Delivery; words: Words };

/** Null: this person may. */
async function refusalOf(deps: ButtonDeps, action: ReportAction, { by, delivery, words }: Pressed) {
  if (by !== delivery.sender && !(await deps.isAdmin(by))) {
    await deps.recordRefusal(by, action, delivery.id);
    return words.report.buttons.notYours(mention(delivery.sender), deliveryName(delivery));
  }
  if (!sending.has(action)) return null;
  const permit = await deps.maySend(by);
  return permit.type === 'allowed' ? null : words.commands.refused[permit.reason](by);
}

function withoutActing(action: ReportAction, delivery: Delivery): ActionResult | null {
  if (sending.has(action) && delivery.listGoneAt !== null) return { type: 'listGone' };
  return isStale(action, delivery) ? { type: 'stale' } : null;
}

/** The private message with these two outlives the matter: later it must not set going what someone has stopped. */
function isStale(action: ReportAction, { halt }: Delivery): boolean {
  return (action === 'retryPlace' || action === 'reportByDm') && halt?.type !== 'noPlace';
}

type Said = { action: ReportAction; delivery: Delivery; words: Words; now: number };

function said(result: ActionResult, { action, delivery, words, now }: Said): string {
  const { buttons } = words.report;
  const name = deliveryName(delivery);
  switch (result.type) {
    case 'done':
      return doneText(words, action)(name);
    case 'stale':
      return buttons.stale(name);
    case 'listGone':
      return buttons.listGone(name);
    case 'tooEarly':
      return buttons.tooEarly(name, slackTime(result.until, now));
    case 'notRecalled':
      return words.report.recall.said[result.why](name);
  }
}

function doneText({ report: { buttons, recall } }: Words, action: ReportAction) {
  switch (action) {
    case 'stop':
      return buttons.stopped;
    case 'resume':
      return buttons.resumed;
    case 'resendUnknown':
      return buttons.resent;
    case 'leaveUnknown':
      return buttons.left;
    case 'retryPlace':
      return buttons.retrying;
    case 'reportByDm':
      return buttons.byDm;
    case 'recall':
      return recall.said.asked;
  }
}

/** Private; under the thread where the button is. The message about a missing place is itself private: it is replaced. */
async function answer({ respond, body }: Press, { text, isOver }: Decision, action: ReportAction): Promise<void> {
  const isPrivate = action === 'retryPlace' || action === 'reportByDm';
  const threadTs = body.container.thread_ts;
  await respond({
    response_type: 'ephemeral',
    replace_original: isPrivate && isOver,
    text,
    blocks: [section(mrkdwn(text))],
    ...(typeof threadTs === 'string' && { thread_ts: threadTs }),
  });
}
