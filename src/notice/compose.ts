/** What happens on view 1: it is redrawn, submitted, checked, and come back to. */
import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs, types, ViewOutput } from '@slack/bolt';
import type { Faults } from '../slack/form.ts';
import { showView } from '../slack/form-show.ts';
import { type CheckAnswer, check, needsFetching } from './check.ts';
import { composeFormOf, composeView } from './compose-view.ts';
import type { NoticeDeps } from './deps.ts';
import type { ComposeValues, Draft } from './draft.ts';
import { checkingView } from './plain-views.ts';
import { reviewView } from './review.ts';
import { enter, type Session } from './session.ts';
import { onSubmission, type Reply, type Submission, shows } from './submissions.ts';

type Action = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Compose submitted: to review at once where nothing must be fetched, otherwise by way of "checking…". */
export function composeSubmitted(deps: NoticeDeps) {
  return onSubmission(deps, async (submission): Promise<Reply> => {
    const { draft, words, view } = submission;
    const parsed = composeFormOf(deps, draft).parse(view.state.values, words, draft.values);
    const next: Draft = { ...draft, values: parsed.values, round: draft.round + 1, checked: null };
    if (parsed.type === 'faults') return faultsReply(deps, submission, { draft: next, faults: parsed.faults });
    if (needsFetching(next.values)) {
      await deps.drafts.save(next);
      return { ...shows(checkingView(words, submission.meta)), after: () => checkThenShow(deps, submission, next) };
    }
    const answer = await checkAndSave(deps, submission, next);
    if (answer === null) throw new Error(`draft ${draft.id} was overtaken by another submission`);
    return answer.type === 'faults' ? faultsReply(deps, submission, answer) : shows(viewOf(deps, submission, answer));
  });
}

/** A field that others depend on has changed. */
export function composeChanged(deps: NoticeDeps) {
  return async ({ ack, body, client }: Action) => {
    await ack();
    const view = viewIn(body);
    const entry = await enter(deps, { body, view });
    if (entry.type === 'turnedAway') return void (await showView(client, { viewId: view.id, view: entry.view }));
    const values = composeFormOf(deps, entry.draft).read(view.state.values, entry.draft.values);
    const draft = { ...entry.draft, values };
    if (!(await deps.drafts.save(draft))) return;
    await showView(client, { viewId: view.id, hash: view.hash, view: composeView(deps, { ...entry, draft }) });
  };
}

/** Back to view 1 from wherever the person is, everything kept; a check still under way comes too late. */
export function composeReopened(deps: NoticeDeps) {
  return async ({ ack, body, client }: Action) => {
    await ack();
    const view = viewIn(body);
    const viewId = view.id;
    const entry = await enter(deps, { body, view });
    if (entry.type === 'turnedAway') return void (await showView(client, { viewId, view: entry.view }));
    const draft: Draft = { ...entry.draft, round: entry.draft.round + 1, checked: null };
    await deps.drafts.save(draft);
    await showView(client, { viewId, view: composeView(deps, { ...entry, draft }) });
  };
}

/** Errors on fields where Slack has these fields on the screen; otherwise the form is drawn anew. */
async function faultsReply(
  deps: NoticeDeps,
  { meta, words, view }: Submission,
  { draft, faults }: { draft: Draft; faults: Faults<ComposeValues> },
): Promise<Reply> {
  const onScreen = new Set(view.blocks.map((block) => block.block_id));
  if (Object.keys(faults).every((name) => onScreen.has(name))) {
    return { answer: { response_action: 'errors', errors: { ...faults } } };
  }
  await deps.drafts.save(draft);
  return shows(composeView(deps, { draft, meta, words, trouble: { type: 'faults', faults } }));
}

async function checkThenShow(deps: NoticeDeps, submission: Submission, draft: Draft): Promise<void> {
  const { client, view, meta, words } = submission;
  const show = (next: types.ModalView) => showView(client, { viewId: view.id, view: next });
  const answer = await checkAndSave(deps, submission, draft).catch(async (cause) => {
    await show(composeView(deps, { draft, meta, words, trouble: { type: 'checkFailed' } }));
    throw cause;
  });
  if (answer !== null) await show(viewOf(deps, submission, answer));
}

/** Null when the person has gone on meanwhile. */
async function checkAndSave(deps: NoticeDeps, { words }: Session, draft: Draft): Promise<CheckAnswer | null> {
  const answer = await check(deps, draft, words);
  const saved =
    answer.type === 'checked'
      ? await deps.drafts.saveChecked(answer.draft, answer.lists)
      : await deps.drafts.save(answer.draft);
  return saved ? answer : null;
}

function viewOf(deps: NoticeDeps, { meta, words }: Session, answer: CheckAnswer): types.ModalView {
  if (answer.type === 'checked') return reviewView(deps, { draft: answer.draft, meta, words });
  return composeView(deps, { draft: answer.draft, meta, words, trouble: { type: 'faults', faults: answer.faults } });
}

function viewIn(body: BlockAction): ViewOutput {
  if (!body.view) throw new Error('an action of the notice form came without its view');
  return body.view;
}
