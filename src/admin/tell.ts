/** Tells the administrator who asked for an install link what came of it, directly. */
import type { webApi } from '@slack/bolt';
import type { Locale } from '../delivery/summary.ts';
import type { Outcome } from '../provider/events.ts';
import { wordsFor } from '../words/locale.ts';

export type TellDeps = {
  client: Pick<webApi.WebClient, 'chat'>;
  localeOf(user: string): Promise<Locale>;
  suiteName(suiteId: string): string;
};

export function tellAdmin({ client, localeOf, suiteName }: TellDeps) {
  return async (user: string, suiteId: string, outcome: Outcome): Promise<void> => {
    const { told } = wordsFor(await localeOf(user)).admin;
    const suite = suiteName(suiteId);
    const text =
      outcome.type === 'authorised' ? told.authorised(outcome.corpName, suite) : told.failed(suite, outcome.errcode);
    await client.chat.postMessage({ channel: user, text });
  };
}
