/** View 1 opens: acknowledged and on the screen at once, everything else after. */
import { type AckFn, type RespondFn, type types, webApi } from '@slack/bolt';
import { showView } from '../slack/form-show.ts';
import { wordsFor } from '../words/locale.ts';
import { composeForm } from './compose-form.ts';
import { composeView } from './compose-view.ts';
import type { NoticeDeps } from './deps.ts';
import type { Draft } from './draft.ts';
import type { NoticeMetadata } from './metadata.ts';
import { brokenView, openingView, refusedView } from './plain-views.ts';

/** Who asks for a form, and where. */
export type Asked = { user: string; teamId: string; channel: string; responseUrl: string; triggerId: string };
type SlackSide = { client: webApi.WebClient; ack: AckFn<string>; respond: RespondFn };

/** Opens the form; for the command and for whatever else leads to it. */
export async function openNotice(deps: NoticeDeps, asked: Asked, { client, ack, respond }: SlackSide): Promise<void> {
  // A trigger lives three seconds and works once: nothing is awaited before it is used.
  const acknowledged = ack();
  const opening = client.views.open({ trigger_id: asked.triggerId, view: openingView() });
  const [opened] = await Promise.allSettled([opening, acknowledged]);
  if (opened.status === 'rejected') {
    if (!isTooLate(opened.reason)) throw opened.reason;
    const words = wordsFor(await deps.localeOf(asked.user));
    await respond({ response_type: 'ephemeral', text: words.forms.notice.tooSlow });
    return;
  }
  await acknowledged;
  const viewId = opened.value.view?.id;
  if (viewId === undefined) throw new Error('views.open answered without a view');
  const show = (view: types.ModalView) => showView(client, { viewId, view });
  await firstView(deps, asked).then(show, async (cause) => {
    await show(brokenView());
    throw cause;
  });
}

/** `expired_trigger_id`, `exchanged_trigger_id`, `invalid_trigger_id`, in prose also `trigger_expired`; or no answer in time. */
function isTooLate(reason: unknown): boolean {
  if (reason instanceof webApi.WebAPIRequestError) return true;
  return reason instanceof webApi.WebAPIPlatformError && reason.data.error.includes('trigger');
}

async function firstView(deps: NoticeDeps, asked: Asked): Promise<types.ModalView> {
  const [access, locale] = await Promise.all([deps.access.maySend(asked.user), deps.localeOf(asked.user)]);
  const words = wordsFor(locale);
  if (access.type === 'refused') return refusedView(words, asked.user, access.reason);
  const draft = await newDraft(deps, asked);
  await deps.drafts.save(draft);
  const { channel, responseUrl } = asked;
  const meta: NoticeMetadata = { draft: draft.id, channel, responseUrl, locale, round: draft.round, twin: null };
  return composeView(deps, { draft, meta, words });
}

async function newDraft(deps: NoticeDeps, { user, teamId }: Asked): Promise<Draft> {
  const lastCover = await deps.covers.last(user);
  const { apps, miniPrograms } = deps;
  const values = composeForm({ apps, miniPrograms, lastCover }).empty;
  return { id: deps.newId(), teamId, owner: user, values, lastCover, round: 0, checked: null };
}
