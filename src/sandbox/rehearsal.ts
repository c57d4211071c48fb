/** The whole product on this machine: a Slack, a WeCom, and the real bot between them. Nothing is short-circuited. */
import { createApp, type RelayApp } from '../app.ts';
import { type Clock, systemClock } from '../clock.ts';
import { readConfig, secretsOf } from '../config.ts';
import { openLog } from '../log.ts';
import { openStore, type Store } from '../store/open.ts';
import { type SandboxSlack, startSlack } from './slack/slack.ts';
import { chenguangApp, type WecomOptions } from './wecom/options.ts';
import { type SandboxWecom, startWecom } from './wecom/server.ts';

const signingSecret = 'sandbox-signing-secret';
const botToken = 'xoxb-sandbox-bot-token';
const appToken = 'xapp-sandbox-app-token';

export type Rehearsal = {
  slack: SandboxSlack;
  wecom: SandboxWecom;
  store: Store;
  /** The environment the bot was started with, to start the same bot as a process of its own. */
  env: Record<string, string>;
  /** Ends the bot and starts another on the same store, as after a deployment. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type RehearsalOptions = {
  door: 'http' | 'socket';
  /** Where the embedded store lives. */
  dataDir: string;
  databaseUrl?: string | null;
  wecom?: WecomOptions;
  /** What differs from the usual environment. */
  env?: Record<string, string>;
  clock?: Clock;
  log?: (line: string) => void;
};

export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const clock = options.clock ?? systemClock;
  const wecom = await startWecom({ ...options.wecom, clock });
  const slack = await startSlack({ signingSecret, botToken, appToken, clock });
  const env = { ...environment(slack.apiUrl, wecom.url, options), ...options.env };
  const { config, log } = settings(env, options.log);
  const store = await openStore({ databaseUrl: options.databaseUrl ?? null, dataDir: options.dataDir, log });
  const startBot = async (): Promise<RelayApp> => {
    const app = createApp({ config, store, log, clock });
    const port = await app.start();
    slack.connect(options.door === 'socket' ? { socketMode: true } : { url: `http://127.0.0.1:${port}/slack/events` });
    if (options.door === 'socket') await slack.waitForSocket();
    return app;
  };
  let app = await startBot();
  return {
    slack,
    wecom,
    store,
    env,
    async restart() {
      await app.stop();
      app = await startBot();
    },
    async stop() {
      await app.stop();
      await store.close();
      await slack.stop();
      await wecom.stop();
    },
  };
}

function settings(env: Record<string, string>, write: RehearsalOptions['log']) {
  const read = readConfig(env);
  if (read.type === 'faults') throw new Error(read.faults.join('; '));
  const { config } = read;
  return { config, log: openLog({ level: config.logLevel, secrets: secretsOf(config), ...(write && { write }) }) };
}

/** Everyone of the sample school may send but the guest; 管理员 administers. */
function environment(slackUrl: string, wecomUrl: string, options: RehearsalOptions): Record<string, string> {
  const door = options.door === 'socket' ? { SLACK_APP_TOKEN: appToken } : { SLACK_SIGNING_SECRET: signingSecret };
  return {
    ...door,
    SLACK_BOT_TOKEN: botToken,
    SLACK_API_URL: slackUrl,
    PORT: '0',
    WECOM_API_URL: wecomUrl,
    WECOM_CORP_ID: chenguangApp.corpId,
    WECOM_AGENT_ID: String(chenguangApp.agentId),
    WECOM_SECRET: chenguangApp.secret,
    WECOM_APP_NAME: chenguangApp.name,
    MINI_PROGRAMS: `晨光家校=${chenguangApp.miniPrograms[0]}`,
    DATA_DIR: options.dataDir,
    DATABASE_URL: options.databaseUrl ?? '',
    SENDERS: 'U0WANG,U0LI,U0SMITH',
    ADMINS: 'U0ADMIN',
    LOG_LEVEL: 'warn',
  };
}
