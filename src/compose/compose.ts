/** What happens on view 1: it is redrawn, submitted, checked, and come back to. */
import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs, types, ViewOutput } from '@slack/bolt';
import { showView } from '../slack/form-show.ts';
import type { Words } from '../words/zh.ts';
import { type CheckAnswer, check } from './check.ts';
import { type ComposeTrouble, composeView, type Standing } from './compose-view.ts';
import type { Draft, Parts } from './draft.ts';
import type { Flow } from './kind.ts';
import { checkingView } from './plain-views.ts';
import { reviewView } from './review.ts';
import { enter, type Session, viewInstead } from './session.ts';
import { type Settled, settle } from './settle.ts';
import { onSubmission, type Reply, type Submission, shows } from './submissions.ts';

type Action = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type Composed<P extends Parts> = Submission<P> & Standing<P>;

/** Compose submitted: to review at once where nothing must be fetched, otherwise by way of "checking…". */
export function composeSubmitted<P extends Parts>(flow: Flow<P>) {
  const { deps, kind } = flow;
  return onSubmission(flow, 'notSaved', async (submission): Promise<Reply> => {
    const { draft, words, view } = submission;
    const apps = kind.appsFor(draft, await deps.apps());
    const values = kind.form(draft, apps).read(view.state.values, draft.values);
    const next: Draft<P> = { ...draft, values, round: draft.round + 1, checked: null };
    const settled = await settle(flow, next, words);
    const composed: Composed<P> = { ...submission, ...settled };
    const { faults } = settled;
    if (isAny(faults) || settled.apps.length === 0) return drawnAnew(flow, composed, { type: 'faults', faults });
    const parsed = kind.form(settled.draft, settled.apps).parse(view.state.values, words, settled.draft.values);
    if (parsed.type === 'faults') return faultsReply(flow, composed, parsed);
    if (kind.needsFetching(values)) {
      await deps.drafts.save(composed.draft);
      return { ...shows(checkingView(kind, words, submission.meta)), after: () => checkThenShow(flow, composed) };
    }
    const answer = await checkAndSave(flow, composed);
    if (answer === null) throw new Error(`draft ${draft.id} was overtaken by another submission`);
    if (answer.type === 'faults') return faultsReply(flow, { ...composed, draft: answer.draft }, answer);
    return shows(viewOf(flow, composed, answer));
  });
}

/** What a button does to what was read; `faults` where it cannot. */
type Change<P extends Parts> = (draft: Draft<P>, words: Words) => Omit<Settled<P>, 'apps'>;

/** A field that others depend on has changed, or a button was pressed that changes fields. */
export function composeChanged<P extends Parts>(flow: Flow<P>, change: Change<P> = (draft) => ({ draft, faults: {} })) {
  const { deps, kind } = flow;
  return async ({ ack, body, client }: Action) => {
    await ack();
    const view = viewIn(body);
    const viewId = view.id;
    const entry = await enter(flow, { body, view });
    if (entry.type !== 'entered')
      return void (await showView(client, { viewId, view: viewInstead(kind, view, entry) }));
    const apps = kind.appsFor(entry.draft, await deps.apps());
    const values = kind.form(entry.draft, apps).read(view.state.values, entry.draft.values);
    const changed = change({ ...entry.draft, values, checked: null }, entry.words);
    const { faults, ...standing } = await settle(flow, changed.draft, entry.words);
    const trouble = { type: 'faults' as const, faults: { ...changed.faults, ...faults } };
    const next = composeView(kind, { ...entry, ...standing }, trouble);
    const show = () => showView(client, { viewId, hash: view.hash, view: next });
    // An older view than the draft is on the screen only where Slack lost the answer to its submission; else this comes late.
    const isOlder = entry.meta.round !== entry.draft.round;
    if (isOlder && !(await show())) return;
    const isSaved = await deps.drafts.save(standing.draft);
    if (isSaved && !isOlder) await show();
  };
}

/** Back to view 1 from wherever the person is, everything kept; a check still under way comes too late. */
export function composeReopened<P extends Parts>(flow: Flow<P>) {
  const { deps, kind } = flow;
  return async ({ ack, body, client }: Action) => {
    await ack();
    const view = viewIn(body);
    const viewId = view.id;
    const entry = await enter(flow, { body, view });
    if (entry.type !== 'entered')
      return void (await showView(client, { viewId, view: viewInstead(kind, view, entry) }));
    const reopened: Draft<P> = { ...entry.draft, round: entry.draft.round + 1, checked: null };
    const { faults, ...standing } = await settle(flow, reopened, entry.words);
    await deps.drafts.save(standing.draft);
    await showView(client, { viewId, view: composeView(kind, { ...entry, ...standing }, { type: 'faults', faults }) });
  };
}

type Faulty<P extends Parts> = Extract<ComposeTrouble<P>, { type: 'faults' }>;

/** Errors on fields where Slack has these fields on the screen; otherwise the form is drawn anew. */
async function faultsReply<P extends Parts>(
  flow: Flow<P>,
  composed: Composed<P>,
  { faults }: Pick<Faulty<P>, 'faults'>,
): Promise<Reply> {
  const onScreen = new Set(composed.view.blocks.map((block) => block.block_id));
  const errors = flow.kind.form(composed.draft, composed.apps).errors(faults);
  if (Object.keys(errors).every((id) => onScreen.has(id))) return { answer: { response_action: 'errors', errors } };
  return drawnAnew(flow, composed, { type: 'faults', faults });
}

async function drawnAnew<P extends Parts>(
  { deps, kind }: Flow<P>,
  composed: Standing<P>,
  trouble: Faulty<P>,
): Promise<Reply> {
  await deps.drafts.save(composed.draft);
  return shows(composeView(kind, composed, trouble));
}

async function checkThenShow<P extends Parts>(flow: Flow<P>, composed: Composed<P>): Promise<void> {
  const { client, view } = composed;
  const show = (next: types.ModalView) => showView(client, { viewId: view.id, view: next });
  const work = async () => {
    const answer = await checkAndSave(flow, composed);
    return answer && viewOf(flow, composed, answer);
  };
  const next = await work().catch(async (cause) => {
    await show(composeView(flow.kind, composed, { type: 'checkFailed' }));
    throw cause;
  });
  if (next !== null) await show(next);
}

/** Null when the person has gone on meanwhile. */
async function checkAndSave<P extends Parts>(
  { deps, kind }: Flow<P>,
  composed: Standing<P>,
): Promise<CheckAnswer<P> | null> {
  const answer = await check(kind, composed);
  const saved =
    answer.type === 'checked'
      ? await deps.drafts.saveChecked(answer.draft, answer.lists)
      : await deps.drafts.save(answer.draft);
  return saved ? answer : null;
}

function viewOf<P extends Parts>(
  { kind }: Flow<P>,
  { apps, meta, words }: Omit<Standing<P>, 'draft'> & Omit<Session<P>, 'draft'>,
  answer: CheckAnswer<P>,
): types.ModalView {
  if (answer.type === 'checked') return reviewView(kind, { draft: answer.draft, apps, meta, words });
  return composeView(kind, { draft: answer.draft, apps, meta, words }, answer);
}

function isAny(faults: object): boolean {
  return Object.keys(faults).length > 0;
}

function viewIn(body: BlockAction): ViewOutput {
  if (!body.view) throw new Error('an action of a form came without its view');
  return body.view;
}
