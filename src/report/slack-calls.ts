/** Calls to Slack: what it refuses is a value; a lost answer is thrown, so that the job comes again and looks first. */
import { webApi } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

export type SlackAnswer<T> = { type: 'ok'; value: T } | { type: 'refused'; error: string };

const maxWaits = 10;

/** After these nobody knows whether the call was carried out; Slack's page on fatal_error says it may have been. */
const inDoubt = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** Slack refuses the bot, whatever it asks for: as good as not asked, until somebody has mended that. */
const botRefused = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'org_login_required',
  'team_added_to_org',
  'ekm_access_denied',
]);

/** By method: before when (ms since 1970) Slack wants no call of it, whichever delivery it is about. */
export type SlackWindows = Map<string, number>;

type Asking = {
  method: string;
  windows: SlackWindows;
  clock: Clock;
  log: Log;
  /** Runs ahead of every try. */
  before: () => Promise<void>;
};

/** Runs `call`, waiting as long as Slack says on 429, to this call or to another of its method. */
export async function ask<T>(
  call: () => Promise<T>,
  { method, windows, clock, log, before }: Asking,
): Promise<SlackAnswer<T>> {
  const left = () => (windows.get(method) ?? 0) - clock.now();
  for (let waits = 0; ; waits += 1) {
    while (left() > 0) await clock.sleep(left());
    await before();
    if (left() > 0) continue;
    try {
      return { type: 'ok', value: await call() };
    } catch (error) {
      const waitMs = rateLimitMs(error);
      if (waitMs === null) return refusedOrThrow(error);
      if (waits === maxWaits) throw error;
      log.info({ method, waitMs }, 'Slack asks to wait');
      windows.set(method, clock.now() + waitMs);
    }
  }
}

/** How long Slack wants us to wait (ms); null when it is about something else. */
function rateLimitMs(error: unknown): number | null {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter * 1000;
  if (!(error instanceof webApi.WebAPIPlatformError)) return null;
  if (error.data.error !== 'ratelimited' && error.data.error !== 'rate_limited') return null;
  return (error.data.response_metadata?.retryAfter ?? 1) * 1000;
}

function refusedOrThrow(error: unknown): { type: 'refused'; error: string } {
  if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
  const { error: code } = error.data;
  if (inDoubt.has(code) || botRefused.has(code)) throw error;
  return { type: 'refused', error: code };
}

/** The message is not there any more, or too old to be edited: nothing to be done about it. */
export function isMessageLost(error: string): boolean {
  return ['message_not_found', 'cant_update_message', 'edit_window_closed'].includes(error);
}

/** The channel takes no more from us: not a member any more, gone, closed. */
export function isPlaceLost(error: string): boolean {
  return (
    ['not_in_channel', 'channel_not_found', 'is_archived'].includes(error) || error.startsWith('restricted_action')
  );
}
