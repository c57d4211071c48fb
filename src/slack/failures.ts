/** When a listener fails: the person gets a sentence and a reference, the log gets the rest, Slack its answer at once. */
import { type App, type CodedError, MultipleListenerError, type webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Locale } from '../delivery/summary.ts';
import type { Log } from '../log.ts';
import { wordsFor } from '../words/locale.ts';
import { AlreadyTold, nameOf } from './receiver-dispatch.ts';

export type FailureDeps = {
  client: Pick<webApi.WebClient, 'chat'>;
  /** Never rejects. */
  localeOf(user: string): Promise<Locale>;
  log: Log;
  /** So that stopping waits until the person is told. */
  track<T>(work: Promise<T>): Promise<T>;
  /** A short word that finds the line in the log. */
  newReference(): string;
  fetch?: typeof fetch;
};

const tellWithinMs = 5000;

/** Where the person is: commands have user_id, everything else user.id. A form has no response_url. */
const placeSchema = z.object({
  user_id: z.string().optional().catch(undefined),
  user: z.object({ id: z.string() }).optional().catch(undefined),
  response_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
});

export function registerFailures(app: App, deps: FailureDeps): void {
  app.error(async ({ error, body }: { error: CodedError; body: object }) => {
    const reference = deps.newReference();
    for (const err of causesOf(error)) deps.log.error({ err, reference, ...nameOf({ ...body }) }, 'listener failed');
    // Not awaited: an unanswered request is answered by the throw, and Slack waits.
    void deps.track(tell(placeSchema.parse(body), reference, deps));
    throw new AlreadyTold();
  });
}

/** Bolt wraps what a listener threw. */
function causesOf(error: CodedError): unknown[] {
  if (error instanceof MultipleListenerError) return error.originals;
  return [error.original ?? error];
}

/** Privately where it happened, else by direct message. Failing that there is only the log. */
async function tell(place: z.infer<typeof placeSchema>, reference: string, deps: FailureDeps): Promise<void> {
  const user = place.user_id ?? place.user?.id;
  if (user === undefined) return;
  try {
    const text = wordsFor(await deps.localeOf(user)).commands.failure(reference);
    const told = place.response_url !== undefined && (await respond(place.response_url, text, deps));
    if (!told) await deps.client.chat.postMessage({ channel: user, text });
  } catch (err) {
    deps.log.warn({ err, reference }, 'person not told');
  }
}

async function respond(url: string, text: string, deps: FailureDeps): Promise<boolean> {
  const { fetch: ask = fetch } = deps;
  const answer = await ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
    redirect: 'error',
    signal: AbortSignal.timeout(tellWithinMs),
  }).catch(() => null);
  return answer?.ok === true;
}
