/** One delivery whose bot is killed at one point: what the person does, and what the thread says held against WeCom's log. */
import type { Person } from '../../src/sandbox/slack/person.ts';
import { zh } from '../../src/words/zh.ts';
import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { channel, reviewed, wang } from '../../test/story-kit.ts';
import { postedTwice, type Result, receivedBy, resultOf, stands, wrongIn } from './judge.ts';
import type { World } from './world.ts';

const { unknown, unsent } = zh.report.ends;

/** Three batches; the first, the middle and the last have one that WeCom does not know. */
const parents = 2050;
const invalidAt = [6, 1499, 2049];

export type Stage = {
  world: World;
  /** Empty for an embedded store. */
  databaseUrl: string;
  teacher: Person;
  title: string;
  ids: string[];
  invalidIds: string[];
  /** Resolves when the person has an answer, or sees that none came. */
  submitted: Promise<unknown>;
  /** Results read so far. */
  rounds: number;
  /** Everything stood in the thread before the bot was killed: perhaps it has nothing left to do. */
  mayBeOver: boolean;
  /** How often the person had it sent again to an id of which nobody knew. */
  resent: Map<string, number>;
  /** Lets go of what somebody else holds in the bot's database. */
  unlock(): Promise<void>;
};

/** The review stands in front of the person; nothing is left of earlier deliveries but their messages. */
export async function openStage(world: World, databaseUrl: string, title: string): Promise<Stage> {
  const ids = parentIds(parents, title);
  const invalidIds = invalidAt.flatMap((i) => ids[i] ?? []);
  await world.wecom.clearFaults();
  await world.wecom.addInvalid(invalidIds);
  const teacher = world.slack.person(wang);
  await reviewed(teacher, noticeTo(parents, title));
  const fresh = {
    submitted: Promise.resolve(),
    rounds: 0,
    mayBeOver: false,
    resent: new Map(),
    unlock: async () => undefined,
  };
  return { world, databaseUrl, teacher, title, ids, invalidIds, ...fresh };
}

export function submit(stage: Stage): void {
  stage.submitted = stage.teacher.submit();
}

/** The next result once it stands with everything under it; it must agree with what WeCom has. */
export async function nextResult(stage: Stage): Promise<Result> {
  stage.rounds += 1;
  const { rounds, title, ids, invalidIds, resent } = stage;
  const { slack, logFile } = stage.world;
  await slack.waitFor(() => stands(slack, title, rounds) || null, `result ${rounds} of ${title}`);
  const result = resultOf(slack, title, ids, rounds);
  const wrong = wrongIn(result, ids, await receivedBy(logFile, invalidIds), resent);
  for (const [how, who] of Object.entries(wrong)) if (who.length > 0) throw new Error(`${how}: ${who[0]} …`);
  return result;
}

/** The person presses the button, whose answer is told to nobody else. */
export async function press({ teacher }: Stage, button: string): Promise<void> {
  await teacher.click(button, { channel });
}

/** What a person does until everybody who can be reached is: whatever the last result offers. */
export async function decideUntilDone(stage: Stage): Promise<void> {
  for (;;) {
    const { sum, ends } = await nextResult(stage);
    if (sum.has(unsent)) await press(stage, zh.report.next.sendRest(count(sum.get(unsent))));
    else if (sum.has(unknown)) await resend(stage, { sum, ends });
    else break;
  }
  const twice = postedTwice(stage.world.slack, stage.title);
  if (twice.length > 0) throw new Error(`posted twice: ${twice.join(', ')}`);
  if (stands(stage.world.slack, stage.title, stage.rounds + 1)) throw new Error('more results than a person asked for');
}

export async function resend(stage: Stage, { sum, ends }: Pick<Result, 'sum' | 'ends'>): Promise<void> {
  for (const [id, end] of ends) if (end === unknown) stage.resent.set(id, (stage.resent.get(id) ?? 0) + 1);
  await press(stage, zh.report.next.sendAgain(count(sum.get(unknown))));
}

function count(n = 0): string {
  return n.toLocaleString('en');
}
