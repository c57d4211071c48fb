/** Review and confirm submitted: what was seen is saved as a delivery, and only then does the form close. */
import type { Audience } from '../audience.ts';
import { deliveryName } from '../delivery/summary.ts';
import { composeView } from './compose-view.ts';
import { confirmForm, confirmView } from './confirm.ts';
import { type CheckedDraft, type Draft, deliveryIdOf, isChecked, type Parts } from './draft.ts';
import { fingerprintOf } from './fingerprint.ts';
import { guardOf } from './guard.ts';
import type { Flow } from './kind.ts';
import { type Reviewed, reviewForm, reviewView } from './review.ts';
import { settle } from './settle.ts';
import { onSubmission, type Reply, type Submission, shows } from './submissions.ts';

type Current<P extends Parts> = Omit<Submission<P>, 'draft'> & Reviewed<P>;

export function reviewSubmitted<P extends Parts>(flow: Flow<P>) {
  return onSubmission(flow, 'notSure', (submission) =>
    ifCurrent(flow, submission, (current) => afterReview(flow, current)),
  );
}

export function confirmSubmitted<P extends Parts>(flow: Flow<P>) {
  return onSubmission(flow, 'notSure', (submission) =>
    ifCurrent(flow, submission, (current) => afterConfirm(flow, current)),
  );
}

/** Another submission of the same form may have changed the draft, or somebody the apps: then the person sees that first. */
async function ifCurrent<P extends Parts>(
  flow: Flow<P>,
  submission: Submission<P>,
  go: (current: Current<P>) => Promise<Reply>,
): Promise<Reply> {
  const { kind, deps } = flow;
  const { draft, meta, words } = submission;
  const { faults, apps, draft: settled } = await settle(flow, draft, words);
  if (Object.keys(faults).length > 0 || !isChecked(draft)) {
    const next: Draft<P> = { ...settled, checked: null };
    await deps.drafts.save(next);
    return shows(composeView(kind, { draft: next, apps, meta, words }, { type: 'faults', faults }));
  }
  if (draft.round !== meta.round) return shows(reviewView(kind, { draft, apps, meta, words }));
  return go({ ...submission, draft, apps });
}

async function afterReview<P extends Parts>(flow: Flow<P>, current: Current<P>): Promise<Reply> {
  const { draft, meta, words, view } = current;
  const form = reviewForm(flow.kind, draft.checked.audience);
  const parsed = form.parse(view.state.values, words, form.empty);
  if (parsed.type === 'faults') return { answer: { response_action: 'errors', errors: form.errors(parsed.faults) } };
  const guard = await guardOf(flow.deps, draft);
  return guard ? shows(confirmView(flow.kind, { draft, guard, meta, words })) : commit(flow, current);
}

async function afterConfirm<P extends Parts>(flow: Flow<P>, current: Current<P>): Promise<Reply> {
  const { draft, meta, words, view } = current;
  const guard = await guardOf(flow.deps, draft);
  if (guard === null) return commit(flow, current);
  // Somebody else may have sent the same message while this view stood open.
  if (meta.twin !== (guard.twin?.name ?? null)) return shows(confirmView(flow.kind, { draft, guard, meta, words }));
  const form = confirmForm(flow.kind, guard);
  const parsed = form.parse(view.state.values, words, form.empty);
  if (parsed.type === 'faults') return { answer: { response_action: 'errors', errors: form.errors(parsed.faults) } };
  return commit(flow, current);
}

/** The form closes once the delivery is committed, be it by this submission or by an earlier one of the same form. */
async function commit<P extends Parts>(flow: Flow<P>, reviewed: Reviewed<P>): Promise<Reply> {
  const { deps, kind } = flow;
  const { draft, meta } = reviewed;
  const { teamId, owner, values, checked } = draft;
  const message = kind.message(draft);
  const audience = await audienceOf(flow, draft);
  const fingerprint = await fingerprintOf(values.app, message, audience);
  if (fingerprint !== checked.fingerprint)
    throw new Error(`draft ${draft.id}: the stored list is not the one that was reviewed`);
  const { delivery } = await deps.ledger.submit({
    id: deliveryIdOf(draft),
    series: kind.series,
    appId: values.app,
    message,
    fingerprint,
    audience,
    arithmetic: checked.audience.type === 'lists' ? checked.audience.arithmetic : null,
    teamId,
    sender: owner,
    channel: meta.channel,
    responseUrl: meta.responseUrl,
    locale: meta.locale,
    note: values.note,
    submittedAt: deps.clock.now(),
  });
  if (delivery.fingerprint === fingerprint && delivery.note === values.note) return { answer: undefined };
  return tellChanged(flow, reviewed, deliveryName(delivery));
}

/**
 * Slack lost our answer to the first submission and the person has changed the message since: what went out is not what
 * they see. Another round, so that the second of two clicks does not send what only the first has told about.
 */
async function tellChanged<P extends Parts>(
  { deps, kind }: Flow<P>,
  { draft, apps, meta, words }: Reviewed<P>,
  first: string,
): Promise<Reply> {
  const next: CheckedDraft<P> = { ...draft, round: draft.round + 1, earlier: [...draft.earlier, first] };
  await deps.drafts.save(next);
  return shows(reviewView(kind, { draft: next, apps, meta, words }));
}

async function audienceOf<P extends Parts>({ deps }: Flow<P>, draft: CheckedDraft<P>): Promise<Audience> {
  const { audience } = draft.checked;
  if (audience.type !== 'lists') return { type: audience.type };
  return { type: 'lists', lists: await deps.drafts.lists(draft) };
}
