/** From a wish to its answer. Whoever may not see a delivery is not told whether there is one. */
import type { Access } from '../access.ts';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../delivery/ledger.ts';
import { type Delivery, deliveryName, type Locale, type Summary } from '../delivery/summary.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import {
  type Answer,
  helpAnswer,
  listAnswer,
  notYet,
  numberMissing,
  type Seen,
  sentence,
  statusAnswer,
  unsure,
} from './answers.ts';
import type { DeliveryNumber, Wish } from './parse.ts';

export type CommandDeps = {
  access: Access;
  /** Quick, and never rejects. */
  localeOf(user: string): Promise<Locale>;
  ledger: Pick<Ledger, 'byName' | 'summary' | 'recent' | 'halt' | 'recall' | 'find'>;
  /** The delivery's state in one line of mrkdwn. */
  headline(summary: Summary, words: Words, now: number): string;
  /** Where the delivery's thread is; null when there is none, or Slack does not say. */
  permalink(deliveryId: string): Promise<string | null>;
  clock: Clock;
  /** The notice feature's own slash command. */
  noticeCommand: string;
};

const listed = 10;

/** What `answer` needs no form for. */
export type Question = Exclude<Wish, { type: 'notice' | 'template' | 'admin' }>;

export async function answer(wish: Question, user: string, deps: CommandDeps): Promise<Answer> {
  const words = wordsFor(await deps.localeOf(user));
  switch (wish.type) {
    case 'help':
      return helpAnswer(words, deps.noticeCommand);
    case 'later':
      return notYet(wish, words);
    case 'unsure':
      return unsure(wish, words);
    case 'numberMissing':
      return numberMissing(wish, words);
    case 'list':
      return list(user, deps, words);
    case 'status':
      return status(wish.of, user, deps, words);
    case 'cancel':
      return cancel(wish.of, user, deps, words);
    case 'recall':
      return recall(wish.of, user, deps, words);
  }
}

async function list(user: string, deps: CommandDeps, words: Words): Promise<Answer> {
  const everyone = await deps.access.isAdmin(user);
  const deliveries = await deps.ledger.recent(everyone ? null : user, listed);
  const refusal = everyone || deliveries.length > 0 ? null : await refusalOf(user, deps, words);
  if (refusal !== null) return refusal;
  const summaries = await Promise.all(deliveries.map(({ id }) => deps.ledger.summary(id)));
  const seen = await Promise.all(summaries.filter((each) => each !== null).map((each) => see(each, deps, words)));
  return listAnswer(seen, { everyone }, words);
}

async function status(of: DeliveryNumber, user: string, deps: CommandDeps, words: Words): Promise<Answer> {
  const delivery = await deps.ledger.byName(of.series, of.number);
  const refusal = await refusalToSee(delivery, user, deps, words);
  if (refusal !== null) return refusal;
  const summary = delivery && (await deps.ledger.summary(delivery.id));
  if (summary === null) return sentence(words.commands.notFound(deliveryName(of)));
  return statusAnswer(await see(summary, deps, words), words);
}

async function cancel(of: DeliveryNumber, user: string, deps: CommandDeps, words: Words): Promise<Answer> {
  const name = deliveryName(of);
  const say = words.commands.cancel;
  const delivery = await toChange(of, user, deps, { words, notYours: say.notYours });
  if ('text' in delivery) return delivery;
  const halted = await deps.ledger.halt(delivery.id, { type: 'cancelled', at: deps.clock.now(), by: user });
  if (halted) return sentence(say.cancelled[delivery.message.type](name));
  const now = await deps.ledger.find(delivery.id);
  return sentence(now?.halt ? say.stoppedAlready(name) : say.ended(name));
}

/** Recalling somebody else's delivery is for admins, as stopping it is. */
async function recall(of: DeliveryNumber, user: string, deps: CommandDeps, words: Words): Promise<Answer> {
  const delivery = await toChange(of, user, deps, { words, notYours: words.commands.recall.notYours });
  if ('text' in delivery) return delivery;
  const outcome = await deps.ledger.recall(delivery.id, user);
  return sentence(words.report.recall.said[outcome](deliveryName(of)));
}

type Refusing = { words: Words; notYours(name: string): string };

/** The delivery, for its sender and admins; for others the sentence that refuses. */
async function toChange(
  of: DeliveryNumber,
  user: string,
  deps: CommandDeps,
  { words, notYours }: Refusing,
): Promise<Delivery | Answer> {
  const delivery = await deps.ledger.byName(of.series, of.number);
  const refusal = await refusalToSee(delivery, user, deps, words);
  if (refusal !== null) return refusal;
  const name = deliveryName(of);
  if (delivery === null) return sentence(words.commands.notFound(name));
  const isTheirs = delivery.sender === user || (await deps.access.mayAdminister(user)).type === 'allowed';
  return isTheirs ? delivery : sentence(notYours(name));
}

/** Null: the person sent it, may send, or is an admin. */
async function refusalToSee(
  delivery: Delivery | null,
  user: string,
  deps: CommandDeps,
  words: Words,
): Promise<Answer | null> {
  if (delivery?.sender === user || (await deps.access.isAdmin(user))) return null;
  return refusalOf(user, deps, words);
}

async function refusalOf(user: string, deps: CommandDeps, words: Words): Promise<Answer | null> {
  const permit = await deps.access.maySend(user);
  return permit.type === 'allowed' ? null : sentence(words.commands.refused[permit.reason](user));
}

async function see(summary: Summary, deps: CommandDeps, words: Words): Promise<Seen> {
  const headline = deps.headline(summary, words, deps.clock.now());
  return { summary, headline, link: await deps.permalink(summary.delivery.id) };
}
