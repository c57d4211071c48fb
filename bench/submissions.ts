/** P2: how many reviews a second are submitted: form read, notice committed, form acknowledged. */
import type { RecipientList } from '../src/audience.ts';
import type { CheckedDraft as AnyCheckedDraft } from '../src/compose/draft.ts';
import { createDrafts } from '../src/compose/drafts.ts';
import { fingerprintOf } from '../src/compose/fingerprint.ts';
import type { FormMetadata } from '../src/compose/metadata.ts';
import { reviewView } from '../src/compose/review.ts';
import { readTyped } from '../src/list/typed.ts';
import { composeForm } from '../src/notice/compose-form.ts';
import { type NoticeParts, noticeOf, readNoticeDraft } from '../src/notice/draft.ts';
import { noticeKind } from '../src/notice/kind.ts';
import { fieldAction } from '../src/slack/fields.ts';
import { wordsFor } from '../src/words/locale.ts';
import { startLightSlack } from './light-slack.ts';
import type { Row } from './list.ts';
import { cpuMsOf, type Served } from './processes.ts';
import { fillStore, offer, startBareBolt, startProduct } from './product.ts';
import { appId, notice } from './relay-load.ts';
import { connections, openLine, submission, teacher } from './slack-requests.ts';
import { inTurns, inWords, turnsIn } from './statistics.ts';
import { type EmptyStore, onEachStore } from './stores.ts';

type CheckedDraft = AnyCheckedDraft<NoticeParts>;

const submissions = 300;
/** Filled up with a long path. */
const viewBytes = 6900;

/** A second, and milliseconds of CPU each. */
type Rate = { perSecond: number; cpuMs: number };

export function benchSubmissions(rounds: number, server: string | undefined): Promise<Row[]> {
  return onEachStore(server, async (store) => [await submissionsOn(store, rounds)]);
}

async function submissionsOn({ name: storeName, ...place }: EmptyStore, rounds: number): Promise<Row> {
  const slack = await startLightSlack();
  const drafts = await Promise.all(Array.from({ length: turnsIn(rounds) * submissions }, (_, i) => draftOf(i)));
  await fillStore(place, async ({ db }) => {
    const store = createDrafts(db, Date.now, readNoticeDraft);
    for (const draft of drafts) await store.saveChecked(draft, lists);
  });
  // Nothing is relayed: a notice starts only once its report stands in Slack, and Slack says "in a minute".
  slack.refuseMessages();
  const product = await startProduct({ slack, ...place });
  const bare = await startBareBolt({ slack, ...place });
  const bodies = drafts.map(reviewSubmission);
  const turn = async ({ url, pid }: Served, round: number): Promise<Rate> => {
    const line = openLine(url);
    const cpuBefore = cpuMsOf(pid);
    const ms = await line.sendAll(bodies.slice(round * submissions, (round + 1) * submissions));
    const cpuMs = (cpuMsOf(pid) - cpuBefore) / submissions;
    await line.close();
    await slack.quiet(300);
    return { perSecond: (submissions / ms) * 1000, cpuMs };
  };
  const pairs = await inTurns(
    rounds,
    (round) => turn(product, round),
    (round) => turn(bare, round),
  );
  // Or it would wait ten seconds for the reports that Slack puts off.
  process.kill(product.pid, 'SIGKILL');
  for (const each of [product, bare, slack]) await each.stop();
  const words = (side: 'ours' | 'other', what: keyof Rate, digits = 0) =>
    inWords(
      pairs.map((pair) => pair[side][what]),
      digits,
    );
  const kb = ((bodies[0] ?? '').length / 1000).toFixed(1);
  return {
    name: `P2 review submitted, notice committed, acknowledged, ${connections} connections, ${storeName}`,
    against: 'bare Bolt 5 app that acks and keeps nothing',
    aim: '≥0.60',
    ratios: pairs.map(({ ours, other }) => ours.perSecond / other.perSecond),
    note:
      `${words('ours', 'perSecond')} a second to ${words('other', 'perSecond')}; ` +
      `CPU each ${words('ours', 'cpuMs', 2)} ms to ${words('other', 'cpuMs', 2)} ms; ` +
      `view of ${viewBytes / 1000} kB, request of ${kb} kB; no relaying meanwhile: Slack puts off every message (429)`,
  };
}

const parents = ['parent-1', 'parent-2', 'parent-3'];
const lists: RecipientList[] = [{ kind: 'parent', ids: parents, lines: [1, 2, 3] }];
/** Twenty that nobody can be sent to, shown one a line: what makes a review long. */
const malformed = Array.from({ length: 20 }, (_, i) => ({
  kind: 'parent' as const,
  line: i + 4,
  text: `家长 ${i} `.padEnd(60, 'x'),
  fault: 'badCharacters' as const,
}));
const words = wordsFor('zh');
const unused = () => Promise.reject(new Error('nothing is checked here'));
const covers = { last: unused, save: unused, load: unused, touch: unused };
const kind = noticeKind({ ...offer, covers, fetchFile: unused, readList: unused, readTyped });

/** Checked and ready to be submitted; each notice is another one, or the second would have to be confirmed. */
async function draftOf(number: number): Promise<CheckedDraft> {
  const values = {
    ...composeForm(offer).empty,
    app: appId,
    title: `期中家长会 ${number}`,
    miniProgram: notice.appid,
    pagepath: notice.pagepath,
    parents: [...parents, ...malformed.map(({ text }) => text)].join('\n'),
    note: '请班主任提前通知。'.repeat(50),
  };
  const found: Omit<CheckedDraft['checked'], 'fingerprint'> = {
    content: { appid: notice.appid, cover: { sha256: notice.cover, name: 'cover.jpg', size: 48_000 } },
    audience: {
      type: 'lists',
      counts: [{ kind: 'parent', count: 3 }],
      batches: 1,
      arithmetic: { lines: 23, blank: 0, ids: 23, repeated: 0, malformed: malformed.length, willSend: 3 },
      malformed,
      headerKinds: [],
      unreadColumns: [],
      unreadSheets: [],
      phones: 0,
      examples: [],
    },
  };
  const about = { id: `draft-${number}`, teamId: 'T0BENCH', owner: teacher, round: 1, earlier: [] };
  const offered = { lastCover: null };
  const short = { ...about, values, offered, checked: { ...found, fingerprint: '' } };
  values.pagepath += `&x=${'x'.repeat(viewBytes - 3 - Buffer.byteLength(JSON.stringify(viewOf(short))))}`;
  const fingerprint = await fingerprintOf(appId, noticeOf(short), { type: 'lists', lists });
  return { ...short, checked: { ...found, fingerprint } };
}

function viewOf(draft: CheckedDraft) {
  const { id, round } = draft;
  const meta: FormMetadata = { draft: id, round, channel: 'C0NOTICE', responseUrl: '', locale: 'zh', twin: null };
  return reviewView(kind, { draft, apps: offer.apps, meta, words });
}

const ticked = { type: 'checkboxes', selected_options: [{ value: `${malformed.length}` }] };

function reviewSubmission(draft: CheckedDraft): string {
  return submission(viewOf(draft), { withoutMalformed: { [fieldAction]: ticked } });
}
