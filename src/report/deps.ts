/** What the reporter needs. */
import type { webApi } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { Halt } from '../delivery/states.ts';
import type { NotAccepted, Summary } from '../delivery/summary.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/open.ts';

export type ReportDeps = {
  /** With `retryConfig: { retries: 0 }` and `rejectRateLimitedCalls: true`: a repeated post would be a second one. */
  client: webApi.WebClient;
  /** For response URLs and upload URLs; no token goes there. */
  fetch: typeof fetch;
  /** The command's response_url; null when there is none, or another bot token sealed it. */
  unseal(responseUrl: string): string | null;
  db: Database;
  clock: Clock;
  log: Log;
  summary(deliveryId: string): Promise<Summary | null>;
  /** Throws when they are no longer as the summary says. */
  notAccepted(summary: Summary): Promise<NotAccepted[]>;
  /** As the admin named the mini-program; null when the appid is not configured any more. */
  miniProgramName(appid: string): string | null;
  /** There is no place to report to: nothing may be sent. */
  halt(deliveryId: string, halt: Halt): Promise<unknown>;
  /** Parent and receipt stand: the courier may begin. */
  started(deliveryId: string): Promise<unknown>;
  /** Sends a durable report job for then (ms since 1970): for what failed in passing, and for what Slack refuses. */
  reportLater(deliveryId: string, at: number): Promise<void>;
};
