/** Four moments of one delivery, and how its thread is read. */

import type { Database } from '../src/store/open.ts';
import { type Case, over, storyArithmetic } from './report-fixtures.ts';
import { openStage, type Stage } from './report-stage.ts';

export const channel = 'C0NOTICE';

let ids = 0;
export const newId = () => `delivery-${++ids}`;

export const waiting: Case = {
  byKind: { parent: { unsent: 2093 } },
  planned: 3,
  ended: 0,
  delivery: { arithmetic: storyArithmetic },
};
export const running: Case = {
  byKind: { parent: { accepted: 988, invalid: 12, unknown: 1000, unsent: 93 } },
  planned: 1,
  sending: 1,
  ended: 1,
};
export const finished: Case = { byKind: { parent: { accepted: 2081, invalid: 12 } }, delivery: over };
export const undecided: Case = {
  byKind: { parent: { accepted: 1093, unknown: 1000 } },
  undecided: 1000,
  doubts: [{ doubt: 'timeout', addressees: 1000 }],
  delivery: over,
};

export const parentsIn = ({ slack }: Stage) => slack.messages(channel);
const tsOf = (stage: Stage) => String(parentsIn(stage)[0]?.ts);
const repliesIn = (stage: Stage) => stage.slack.messages(channel, tsOf(stage)).slice(1);
export const threadText = (stage: Stage) => stage.slack.threadText(channel, tsOf(stage));
export const piecesIn = (stage: Stage) =>
  repliesIn(stage).map(({ metadata, files }) => {
    const [file] = (files as { name: string }[] | undefined) ?? [];
    return file?.name ?? (metadata as { event_payload: { piece: string } }).event_payload.piece;
  });

/** As the job does it: again until Slack could be asked. */
export async function reportSurely(stage: Stage, id: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      await stage.report(id);
      return tries;
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

/** A delivery whose second batch is out. */
export async function openRunning(db: Database): Promise<{ stage: Stage; id: string }> {
  const stage = await openStage(db);
  const id = newId();
  stage.ledger.set(id, waiting);
  await stage.report(id);
  stage.ledger.set(id, running);
  await stage.report(id);
  return { stage, id };
}
