/** Review and confirm submitted: what was seen is saved as a delivery, and only then does the form close. */
import type { Audience } from '../audience.ts';
import { composeView } from './compose-view.ts';
import { confirmForm, confirmView } from './confirm.ts';
import type { NoticeDeps } from './deps.ts';
import { type CheckedDraft, isChecked, noticeOf } from './draft.ts';
import { fingerprintOf } from './fingerprint.ts';
import { guardOf } from './guard.ts';
import { reviewForm, reviewView } from './review.ts';
import type { Session } from './session.ts';
import { onSubmission, type Reply, type Submission, shows } from './submissions.ts';

type Current = Omit<Submission, 'draft'> & { draft: CheckedDraft };

export function reviewSubmitted(deps: NoticeDeps) {
  return onSubmission(deps, (submission) => ifCurrent(deps, submission, (current) => afterReview(deps, current)));
}

export function confirmSubmitted(deps: NoticeDeps) {
  return onSubmission(deps, (submission) => ifCurrent(deps, submission, (current) => afterConfirm(deps, current)));
}

/** Another submission of the same form may have changed the draft: then the person sees that first. */
async function ifCurrent(
  deps: NoticeDeps,
  submission: Submission,
  go: (current: Current) => Promise<Reply>,
): Promise<Reply> {
  const { draft, meta, words } = submission;
  if (!isChecked(draft)) return shows(composeView(deps, { draft, meta, words }));
  if (draft.round !== meta.round) return shows(reviewView(deps, { draft, meta, words }));
  return go({ ...submission, draft });
}

async function afterReview(deps: NoticeDeps, { draft, meta, words, view }: Current): Promise<Reply> {
  const form = reviewForm(draft.checked.audience);
  const parsed = form.parse(view.state.values, words, form.empty);
  if (parsed.type === 'faults') return { answer: { response_action: 'errors', errors: { ...parsed.faults } } };
  const guard = await guardOf(deps, draft);
  return guard ? shows(confirmView({ draft, guard, meta, words })) : commit(deps, { draft, meta });
}

async function afterConfirm(deps: NoticeDeps, { draft, meta, words, view }: Current): Promise<Reply> {
  const guard = await guardOf(deps, draft);
  if (guard === null) return commit(deps, { draft, meta });
  // Somebody else may have sent the same notice while this view stood open.
  if (meta.twin !== (guard.twin?.name ?? null)) return shows(confirmView({ draft, guard, meta, words }));
  const form = confirmForm(guard);
  const parsed = form.parse(view.state.values, words, form.empty);
  if (parsed.type === 'faults') return { answer: { response_action: 'errors', errors: { ...parsed.faults } } };
  return commit(deps, { draft, meta });
}

/** The form closes once the delivery is committed, be it by this submission or by an earlier one of the same form. */
async function commit(
  deps: NoticeDeps,
  { draft, meta }: { draft: CheckedDraft; meta: Session['meta'] },
): Promise<Reply> {
  const { id, teamId, owner, values, checked } = draft;
  const message = noticeOf(draft);
  const audience = await audienceOf(deps, draft);
  const fingerprint = await fingerprintOf(values.app, message, audience);
  if (fingerprint !== checked.fingerprint)
    throw new Error(`draft ${id}: the stored list is not the one that was reviewed`);
  await deps.ledger.submit({
    id,
    series: 'N',
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
  return { answer: undefined };
}

async function audienceOf(deps: NoticeDeps, draft: CheckedDraft): Promise<Audience> {
  if (draft.checked.audience.type === 'wholeSchool') return { type: 'wholeSchool' };
  return { type: 'lists', lists: await deps.drafts.lists(draft) };
}
