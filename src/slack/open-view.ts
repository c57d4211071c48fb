/** A modal that opens at once: with what it is for, where that is there soon, else with a view that says so meanwhile. */
import { type AckFn, type RespondFn, type types, webApi } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import { showView } from './form-show.ts';

export type SlackSide = { client: webApi.WebClient; ack: AckFn<string>; respond: RespondFn };

type Opening = {
  /** Shown until `first` is there, where that takes longer than a trigger can wait. */
  opening: types.ModalView;
  /** What the modal is for; when it fails, `broken` is shown instead. */
  first(): Promise<types.ModalView>;
  broken(): types.ModalView;
  /** For whom the trigger came too late; said privately. */
  tooSlow(): Promise<string>;
};

/** A trigger lives three seconds and works once. This and the time `triggerClient` gives a call are well below. */
const patienceMs = 500;

export async function openView(
  {
    triggerId,
    triggerClient,
    clock,
  }: { triggerId: string; triggerClient: Pick<webApi.WebClient, 'views'>; clock: Clock },
  { client, ack, respond }: SlackSide,
  { opening, first, broken, tooSlow }: Opening,
): Promise<void> {
  const acknowledged = ack();
  const prepared = first().then(
    (view) => ({ view }),
    (cause: unknown) => ({ view: broken(), cause }),
  );
  const early = await inTime(prepared, clock);
  const onScreen = triggerClient.views.open({ trigger_id: triggerId, view: early?.view ?? opening });
  const [opened] = await Promise.allSettled([onScreen, acknowledged]);
  if (opened.status === 'rejected') {
    if (!isTooLate(opened.reason)) throw opened.reason;
    await respond({ response_type: 'ephemeral', replace_original: false, text: await tooSlow() });
    return;
  }
  await acknowledged;
  const made = await prepared;
  if (early === null) {
    const viewId = opened.value.view?.id;
    if (viewId === undefined) throw new Error('views.open answered without a view');
    await showView(client, { viewId, view: made.view });
  }
  if ('cause' in made) throw made.cause;
}

/** Null when it is not there in time. */
async function inTime<T>(prepared: Promise<T>, clock: Clock): Promise<T | null> {
  const over = new AbortController();
  const late = clock.sleep(patienceMs, over.signal).then(() => null);
  return Promise.race([prepared, late]).finally(() => over.abort());
}

/** `expired_trigger_id`, `exchanged_trigger_id`, `invalid_trigger_id`, in prose also `trigger_expired`; or no answer in time. */
function isTooLate(reason: unknown): boolean {
  if (reason instanceof webApi.WebAPIRequestError) return true;
  return reason instanceof webApi.WebAPIPlatformError && reason.data.error.includes('trigger');
}
