/** B6: what people and WeCom write stays text, in Slack and in a spreadsheet. */
import fc from 'fast-check';
import type { Post } from '../../src/report/post.ts';
import type { KillableRehearsal } from '../../src/sandbox/rehearsal.ts';
import { wordsFor } from '../../src/words/locale.ts';
import { channelId, compose, wang } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import {
  cellsIn,
  formulasIn,
  hostile,
  liveInParent,
  liveInThread,
  liveParts,
  senderMention,
  throughCsv,
} from './hostile-text.ts';
import { until, withSchool } from './school.ts';

export const injection: Probe[] = [
  { row: 'B6', name: 'hostile strings in reports and list files', stores: 'none', run: inReports },
  { row: 'B6', name: 'hostile strings typed into the form', stores: 'none', run: throughTheForm },
];

async function inReports({ isQuick, seed }: Conditions): Promise<Finding> {
  const strings = fc.sample(hostile, { seed, numRuns: isQuick ? 2000 : 10_000 });
  const tally = { live: 0, formulas: 0, changed: 0 };
  for (const [i, text] of strings.entries()) {
    const other = strings[(i * 7 + 1) % strings.length] ?? '';
    tally.live += liveInParent(text, other, text).filter((part) => part !== senderMention).length;
    tally.live += liveInThread(text).length;
    const { formulas, readBack } = await throughCsv([text, other]);
    tally.formulas += formulas.length;
    if (readBack[0] !== text || readBack[1] !== other) tally.changed += 1;
  }
  return {
    isPassed: tally.live + tally.formulas + tally.changed === 0,
    figures: `${strings.length} strings: ${tally.live} live mentions or links, ${tally.formulas} formula cells, ${tally.changed} read back otherwise`,
  };
}

const { review } = wordsFor('zh').forms.notice;
/** None of them is known to WeCom. */
const hostileIds = ['-1-1', '@SUM_1', '-cmd', '@all', '--2'];

/** Each a title and a note, to ids that begin as formulas do. */
function throughTheForm(conditions: Conditions): Promise<Finding> {
  const { isQuick, seed } = conditions;
  return withSchool(conditions, {}, async (school) => {
    const strings = fc.sample(hostile, { seed, numRuns: isQuick ? 8 : 60 });
    school.wecom.addInvalid(hostileIds);
    let sent = 0;
    for (const text of strings) sent += Number(await typed(school, text));
    const { live, messages } = await liveInSlack(school, sent);
    const cells = Array.from({ length: sent }, (_, i) => listOf(school, i + 1)).flat(2);
    const formulas = formulasIn(cells);
    return {
      isPassed: sent > 0 && live.length === 0 && formulas.length === 0 && school.slack.faults.length === 0,
      figures: `${strings.length} titles and notes, ${sent} taken by the form: ${live.length} live in ${messages} messages${live.map((part) => ` ${part}`)}, ${formulas.length} formulas among ${cells.length} cells`,
    };
  });
}

/** False where the form did not take it. */
async function typed({ slack }: KillableRehearsal, text: string): Promise<boolean> {
  const person = slack.person(wang);
  await compose(person, { title: text.slice(0, 16), note: text, parents: [...hostileIds, 'Known_1'].join('\n') });
  await person.submit();
  const modal = await person.waitForModal(({ submit }) => submit !== null);
  if (modal.title === review.title) await person.submit();
  const isSent = modal.title === review.title && person.modal() === null;
  if (!isSent) await person.closeAll();
  return isSent;
}

/** What the product itself makes: the sender, a time in each reader's own zone, the file it uploaded. */
const ours = [senderMention, /^<!date\^\d{10}\^/, /^<http:\/\/127\.0\.0\.1:\d+\//];

async function liveInSlack({ slack }: KillableRehearsal, sent: number): Promise<{ live: string[]; messages: number }> {
  const numbers = Array.from({ length: sent }, (_, i) => i + 1);
  await until(() => numbers.every((number) => slack.file(nameOf(number))), 'every list file', 30_000);
  const messages = slack.messages(channelId).flatMap(({ ts }) => slack.messages(channelId, String(ts)));
  const live = messages.flatMap((message) => liveParts(message as Post));
  return {
    live: live.filter((part) => !ours.some((known) => (typeof known === 'string' ? known === part : known.test(part)))),
    messages: messages.length,
  };
}

function listOf({ slack }: KillableRehearsal, number: number): string[][] {
  const file = slack.file(nameOf(number));
  return file ? cellsIn(file.bytes) : [];
}

function nameOf(number: number): string {
  return `N-${String(number).padStart(4, '0')}-invalid.csv`;
}
