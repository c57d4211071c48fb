/** /wecom admin: acknowledged and on the screen at once, everything else after. */
import { type AckFn, type RespondFn, type types, webApi } from '@slack/bolt';
import { showView } from '../slack/form-show.ts';
import { wordsFor } from '../words/locale.ts';
import type { AdminDeps } from './deps.ts';
import { homeView } from './home.ts';
import { brokenView, openingView, refusedView } from './plain-views.ts';

type Asked = { user: string; triggerId: string };
type SlackSide = { client: webApi.WebClient; ack: AckFn<string>; respond: RespondFn };

export async function openAdmin(deps: AdminDeps, asked: Asked, { client, ack, respond }: SlackSide): Promise<void> {
  // A trigger lives three seconds and works once: nothing is awaited before it is used.
  const acknowledged = ack();
  const opening = deps.triggerClient.views.open({ trigger_id: asked.triggerId, view: openingView() });
  const [opened] = await Promise.allSettled([opening, acknowledged]);
  if (opened.status === 'rejected') {
    if (!isTooLate(opened.reason)) throw opened.reason;
    const words = wordsFor(await deps.localeOf(asked.user));
    await respond({ response_type: 'ephemeral', text: words.admin.tooSlow });
    return;
  }
  await acknowledged;
  const viewId = opened.value.view?.id;
  if (viewId === undefined) throw new Error('views.open answered without a view');
  const show = (view: types.ModalView) => showView(client, { viewId, view });
  await firstView(deps, asked.user).then(show, async (cause) => {
    await show(brokenView());
    throw cause;
  });
}

/** `expired_trigger_id`, `exchanged_trigger_id`, `invalid_trigger_id`, in prose also `trigger_expired`; or no answer in time. */
function isTooLate(reason: unknown): boolean {
  if (reason instanceof webApi.WebAPIRequestError) return true;
  return reason instanceof webApi.WebAPIPlatformError && reason.data.error.includes('trigger');
}

async function firstView(deps: AdminDeps, user: string): Promise<types.ModalView> {
  const [permit, locale] = await Promise.all([deps.access.mayAdminister(user), deps.localeOf(user)]);
  const words = wordsFor(locale);
  if (permit.type === 'refused') return refusedView(words, user, permit.reason);
  return homeView(deps, { meta: { locale, page: 0, editing: null }, words });
}
