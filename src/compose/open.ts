/** View 1 opens: acknowledged and on the screen at once, everything else after. */
import { type AckFn, type RespondFn, type SlashCommand, type types, webApi } from '@slack/bolt';
import { showView } from '../slack/form-show.ts';
import { wordsFor } from '../words/locale.ts';
import { composeView } from './compose-view.ts';
import type { Draft, Parts } from './draft.ts';
import type { Asked, Flow } from './kind.ts';
import type { FormMetadata } from './metadata.ts';
import { brokenView, nothingView, openingView, refusedView } from './plain-views.ts';
import { settle } from './settle.ts';
import { carrying } from './untouched.ts';

export type SlackSide = { client: webApi.WebClient; ack: AckFn<string>; respond: RespondFn };

/** Opens a form; for its command and for whatever else leads to it. */
export async function openForm<P extends Parts>(
  flow: Flow<P>,
  asked: Asked,
  { client, ack, respond }: SlackSide,
): Promise<void> {
  const { deps, kind } = flow;
  // A trigger lives three seconds and works once: nothing is awaited before it is used.
  const acknowledged = ack();
  const opening = deps.triggerClient.views.open({ trigger_id: asked.triggerId, view: openingView(kind) });
  const [opened] = await Promise.allSettled([opening, acknowledged]);
  if (opened.status === 'rejected') {
    if (!isTooLate(opened.reason)) throw opened.reason;
    const words = wordsFor(await deps.localeOf(asked.user));
    await respond({ response_type: 'ephemeral', replace_original: false, text: kind.words(words).tooSlow });
    return;
  }
  await acknowledged;
  const viewId = opened.value.view?.id;
  if (viewId === undefined) throw new Error('views.open answered without a view');
  const show = (view: types.ModalView) => showView(client, { viewId, view });
  await firstView(flow, asked).then(show, async (cause) => {
    await show(brokenView(kind));
    throw cause;
  });
}

/** `expired_trigger_id`, `exchanged_trigger_id`, `invalid_trigger_id`, in prose also `trigger_expired`; or no answer in time. */
function isTooLate(reason: unknown): boolean {
  if (reason instanceof webApi.WebAPIRequestError) return true;
  return reason instanceof webApi.WebAPIPlatformError && reason.data.error.includes('trigger');
}

async function firstView<P extends Parts>(flow: Flow<P>, asked: Asked): Promise<types.ModalView> {
  const { deps, kind } = flow;
  const { user, teamId, channel } = asked;
  const [access, locale] = await Promise.all([deps.access.maySend(user), deps.localeOf(user)]);
  const words = wordsFor(locale);
  if (access.type === 'refused') return refusedView(kind, words, { user, reason: access.reason });
  const beginning = await kind.begin(asked, await deps.apps(), words);
  if (beginning.type === 'nothing') return nothingView(kind, words, beginning.text);
  const { values, offered } = beginning;
  const about = { id: deps.newId(), teamId, owner: user, round: 0, checked: null, earlier: [] };
  const fresh: Draft<P> = { ...about, values, offered };
  const { apps, draft } = await settle(flow, fresh, words);
  const responseUrl = deps.seal(asked.responseUrl);
  const bare: FormMetadata = { draft: draft.id, channel, responseUrl, locale, round: draft.round, twin: null };
  const meta = await carrying(flow, draft, bare);
  return composeView(kind, { draft, apps, meta, words });
}

/** A slash command as a wish for a form. */
export function askedBy(command: SlashCommand): Asked {
  return {
    user: command.user_id,
    teamId: command.team_id,
    channel: command.channel_id,
    responseUrl: command.response_url,
    triggerId: command.trigger_id,
    text: command.text ?? '',
  };
}
