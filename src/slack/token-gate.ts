/** Whether Slack knows the bot: what the readiness of the process asks again and again, and Slack is asked seldom. */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { BoltApp } from './receiver-bolt.ts';

/** Whoever watches the process may ask every second; Slack in trouble is not to be asked as often. */
const askEveryMs = 15_000;

type GateDeps = { checkToken: BoltApp['checkToken']; log: Log; clock: Clock };

export const tokenRefused = 'Slack refuses SLACK_BOT_TOKEN';

/** What keeps Slack from knowing us; asked again until it does, by one at a time. Empty from then on. */
export function openTokenGate({ checkToken, log, clock }: GateDeps): () => Promise<string[]> {
  let last: { missing: Promise<string[]>; until: number } | null = null;

  const ask = async (): Promise<string[]> => {
    const check = await checkToken();
    switch (check.type) {
      case 'good':
        log.info({ team: check.team }, 'Slack knows the bot');
        last = { missing: Promise.resolve([]), until: Number.POSITIVE_INFINITY };
        return [];
      case 'refused':
        return [`${tokenRefused}: ${check.error}`];
      case 'unreachable':
        log.warn({ detail: check.detail }, 'Slack is unreachable');
        return ['Slack is unreachable'];
    }
  };

  return async () => {
    if (last === null || clock.now() >= last.until) last = { missing: ask(), until: clock.now() + askEveryMs };
    return last.missing;
  };
}
