/** A provider whose every secret is known, and all that its bot has said, kept and answered. */
import { randomBytes } from 'node:crypto';
import { type Rehearsal, startRehearsal } from '../src/sandbox/rehearsal.ts';
import { chenguangDelegated, chenguangProvider, chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { StorePlace } from './databases.ts';
import type { Canary } from './secrets-detector.ts';
import { admin, channel, type MovableClock, movableClock } from './story-kit.ts';
import { providerWith } from './story-third-party-kit.ts';

/** As WeCom's are made: letters that change in a URL where they may be any. */
const secrets = {
  WECOM_SUITE_SECRET: 'Su1te+Secret/canary=Zq8vT1s0pLmNx7RbYd4',
  WECOM_CALLBACK_TOKEN: 'CallbackCanaryTok3nQw8Er5Ty',
  WECOM_CALLBACK_AES_KEY: 'CanaryAesKeyXc4Vb7Nm0QwErTyUiOpAsDfGhJkLz12',
  SECRET_KEY: 'SecretKey/canary+Lp9Ok8Ij7Uh6Yg5Tf4Rd3',
};
export const members = Array.from({ length: 400 }, (_, i) => `woCanaryMember${i}`);

/** What is a secret in a call to WeCom, by its name there. */
const named = ['access_token', 'suite_access_token', 'suite_ticket', 'auth_code', 'permanent_code', 'pre_auth_code'];

export type WatchedProvider = Rehearsal & {
  clock: MovableClock;
  said: string[];
  /** What the bot answered to whoever called it. */
  answered: string[];
  /** Seen in its calls to WeCom so far, by name, the newest last. */
  seen: Map<string, Set<string>>;
  /** Something only we know, of the shape of a code or a ticket. */
  invented(name: string): string;
  canaries(): Canary[];
  /** As a stranger, or a browser, or WeCom would. */
  call(path: string, init?: RequestInit): Promise<string>;
};

export async function startWatchedProvider(place: StorePlace): Promise<WatchedProvider> {
  const clock = movableClock();
  const [said, answered]: [string[], string[]] = [[], []];
  const suite = {
    ...chenguangSuite,
    ...{ secret: secrets.WECOM_SUITE_SECRET, callbackToken: secrets.WECOM_CALLBACK_TOKEN },
    aesKey: secrets.WECOM_CALLBACK_AES_KEY,
  };
  const provider = { ...chenguangProvider, ...providerWith(members), suites: [suite, chenguangDelegated] };
  const rehearsal = await startRehearsal({
    ...{ clock, door: 'http', ...place, thirdParty: true, wecom: { provider } },
    env: { ...secrets, LOG_LEVEL: 'trace', WECOM_SUITES_FILE: '' },
    log: (line) => said.push(line),
  });
  const seen = secretsSeenBy(rehearsal);
  const inventions: Canary[] = [];
  return {
    ...rehearsal,
    ...{ clock, said, answered, seen },
    invented(name) {
      const value = randomBytes(64).toString('base64url');
      inventions.push({ name: `invented ${name}`, value });
      return value;
    },
    canaries: () => [
      ...Object.entries(secrets).map(([name, value]) => ({ name, value })),
      ...[...seen].flatMap(([name, values]) => [...values].map((value, i) => ({ name: `${name} ${i + 1}`, value }))),
      ...inventions,
    ],
    async call(path, init) {
      const answer = await fetch(`${rehearsal.env.PUBLIC_URL}${path}`, init);
      const text = `${answer.status} ${await answer.text()}`;
      answered.push(text);
      return text;
    },
  };
}

/** Every call passes this rule, none is struck by it. */
function secretsSeenBy({ wecom }: Rehearsal): Map<string, Set<string>> {
  const seen = new Map(named.map((name) => [name, new Set<string>()]));
  wecom.inject({ times: null, fault: { type: 'slow', ms: 0 } }, ({ query, body }) => {
    const text = body.toString();
    const json: Record<string, unknown> = text.startsWith('{') ? JSON.parse(text) : {};
    for (const [name, values] of seen) {
      const value = query.get(name) ?? json[name];
      if (typeof value === 'string') values.add(value);
    }
    return false;
  });
  return seen;
}

const { admin: words } = wordsFor('zh');

/** Presses as far as a link, or a sentence why there is none. */
export async function askForLink(school: WatchedProvider): Promise<string> {
  const person = school.slack.person(admin);
  await person.command('/wecom', { channel, text: 'admin' });
  await person.waitForModal(({ text }) => text.includes(words.home.authorise));
  await person.press(words.home.authorise);
  await person.waitForModal(({ text }) => text.includes(words.install.formal));
  await person.press(words.install.formal);
  const { text } = await person.waitForModal((modal) => /⚠️|3rdapp/.test(modal.text));
  await person.closeAll();
  return text;
}
