/** Slack's no to a token, told apart from Slack in trouble. */
import { webApi } from '@slack/bolt';

/** Answers that will be others in a while; any other one is about us. */
const passing = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'ratelimited',
  'rate_limited',
]);

/** Why Slack will not have us (`invalid_auth`, …); null when it may next time. */
export function refusalOf(error: unknown): string | null {
  if (!(error instanceof webApi.WebAPIPlatformError)) return null;
  return passing.has(error.data.error) ? null : error.data.error;
}
