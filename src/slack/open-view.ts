/** A modal that opens at once: acknowledged and on the screen, everything else after. */
import { type AckFn, type RespondFn, type types, webApi } from '@slack/bolt';
import { showView } from './form-show.ts';

export type SlackSide = { client: webApi.WebClient; ack: AckFn<string>; respond: RespondFn };

type Opening = {
  /** Shown until `first` is there. */
  opening: types.ModalView;
  /** What the modal is for; when it fails, `broken` is shown instead. */
  first(): Promise<types.ModalView>;
  broken(): types.ModalView;
  /** For whom the trigger came too late; said privately. */
  tooSlow(): Promise<string>;
};

/** `triggerClient` gives up before the trigger's three seconds are over. */
export async function openView(
  asked: { triggerId: string; triggerClient: Pick<webApi.WebClient, 'views'> },
  { client, ack, respond }: SlackSide,
  { opening, first, broken, tooSlow }: Opening,
): Promise<void> {
  // A trigger lives three seconds and works once: nothing is awaited before it is used.
  const acknowledged = ack();
  const onScreen = asked.triggerClient.views.open({ trigger_id: asked.triggerId, view: opening });
  const [opened] = await Promise.allSettled([onScreen, acknowledged]);
  if (opened.status === 'rejected') {
    if (!isTooLate(opened.reason)) throw opened.reason;
    await respond({ response_type: 'ephemeral', replace_original: false, text: await tooSlow() });
    return;
  }
  await acknowledged;
  const viewId = opened.value.view?.id;
  if (viewId === undefined) throw new Error('views.open answered without a view');
  const show = (view: types.ModalView) => showView(client, { viewId, view });
  await first().then(show, async (cause) => {
    await show(broken());
    throw cause;
  });
}

/** `expired_trigger_id`, `exchanged_trigger_id`, `invalid_trigger_id`, in prose also `trigger_expired`; or no answer in time. */
function isTooLate(reason: unknown): boolean {
  if (reason instanceof webApi.WebAPIRequestError) return true;
  return reason instanceof webApi.WebAPIPlatformError && reason.data.error.includes('trigger');
}
