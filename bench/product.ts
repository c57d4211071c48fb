/** The product as people run it, `src/start.ts` in a process of its own, and a store filled before it starts. */
import { systemClock } from '../src/clock.ts';
import type { Ledger } from '../src/delivery/ledger.ts';
import { createLedger, type Nudge } from '../src/delivery/ledger.ts';
import { openLog } from '../src/log.ts';
import type { Offer } from '../src/notice/compose-form.ts';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { openStore, type Store } from '../src/store/open.ts';
import type { LightSlack } from './light-slack.ts';
import { type Served, serve } from './processes.ts';
import { appId, notice } from './relay-load.ts';
import { signingSecret, teacher } from './slack-requests.ts';

const botToken = 'xoxb-bench';

const app = { kind: 'own', suiteId: null, memberAuthorised: false, userMax: null } as const;
/** What the forms of this product offer. */
export const offer: Offer = {
  apps: [{ id: appId, name: chenguangApp.name, ...app }],
  miniPrograms: [{ name: '晨光家校', appid: notice.appid }],
  lastCover: null,
};

export type Place = {
  slack: Pick<LightSlack, 'apiUrl'>;
  /** For the embedded store, and where the process lives. */
  folder: string;
  databaseUrl?: string;
  wecomUrl?: string;
  concurrency?: number;
};

/** Everything as it is by default, but for addresses and names. */
export function startProduct({ slack, folder, databaseUrl, wecomUrl, concurrency }: Place): Promise<Served> {
  const env = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    WECOM_API_URL: wecomUrl ?? 'http://127.0.0.1:9',
    WECOM_CORP_ID: chenguangApp.corpId,
    WECOM_AGENT_ID: String(chenguangApp.agentId),
    WECOM_SECRET: chenguangApp.secret,
    WECOM_APP_NAME: chenguangApp.name,
    MINI_PROGRAMS: offer.miniPrograms.map(({ name, appid }) => `${name}=${appid}`).join(';'),
    SENDERS: teacher,
    ...(databaseUrl === undefined ? { DATA_DIR: folder } : { DATABASE_URL: databaseUrl }),
    ...(concurrency !== undefined && { WECOM_CONCURRENCY: String(concurrency) }),
  };
  return serve(new URL('../src/start.ts', import.meta.url), { env, cwd: folder });
}

/** Bolt alone, with the same Slack. `view` is what a command opens. */
export function startBareBolt({
  slack,
  folder,
  view,
}: Pick<Place, 'slack' | 'folder'> & { view?: object }): Promise<Served> {
  const env = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    ...(view && { VIEW: JSON.stringify(view) }),
  };
  return serve(new URL('./bare-bolt.ts', import.meta.url), { env, cwd: folder });
}

const nobody: Nudge = { report: async () => undefined, advance: async () => undefined, recall: async () => undefined };

/** Puts something into the store of a product that does not run yet; the embedded one in `folder` unless there is a server. */
export async function fillStore(
  { folder, databaseUrl = null }: { folder: string; databaseUrl?: string | null },
  fill: (store: Store, ledger: Ledger) => Promise<void>,
): Promise<void> {
  const store = await openStore({ databaseUrl, dataDir: folder, log: openLog({ level: 'warn', secrets: [] }) });
  await fill(store, createLedger({ db: store.db, clock: systemClock, nudge: nobody }));
  await store.close();
}
