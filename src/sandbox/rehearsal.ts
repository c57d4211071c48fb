/** The whole product on this machine: a Slack, a WeCom, and the real bot between them. Nothing is short-circuited. */
import { createApp, type RelayApp } from '../app.ts';
import { type Clock, systemClock } from '../clock.ts';
import { readConfig, secretsOf } from '../config.ts';
import { openLog } from '../log.ts';
import { openStore, type Store } from '../store/open.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type SandboxSlack, type SlackOptions, startSlack } from './slack/slack.ts';
import type { Workspace } from './slack/workspace.ts';
import { openThirdParty } from './third-party.ts';
import { chenguangApp, type WecomOptions } from './wecom/options.ts';
import { type SandboxWecom, startWecom } from './wecom/server.ts';

const signingSecret = 'sandbox-signing-secret';
const botToken = 'xoxb-sandbox-bot-token';
const appToken = 'xapp-sandbox-app-token';

type Outside = {
  slack: SandboxSlack;
  wecom: SandboxWecom;
  /** The environment the bot was started with, to start the same bot as a process of its own. */
  env: Record<string, string>;
  stop(): Promise<void>;
};

export type Rehearsal = Outside & {
  store: Store;
  /** Ends the bot and starts another on the same store, as after a deployment. */
  restart(): Promise<void>;
};

/** The bot is a process of its own, as in production; its store is its own too. */
export type KillableRehearsal = Outside & {
  /** Where the newest bot listens, and its process. */
  bot(): Pick<BotProcess, 'port' | 'pid'>;
  /** Starts another bot, which Slack talks to from now on; resolves once it is ready. */
  start(): Promise<void>;
  /** Ends the newest bot, by SIGKILL unless said otherwise; resolves with its exit code, null where a signal ended it. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** SIGSTOP for the newest bot; it goes on when what is returned is called. */
  freeze(): () => void;
};

export type RehearsalOptions = {
  door: 'http' | 'socket';
  /** Where the embedded store lives. */
  dataDir: string;
  databaseUrl?: string | null;
  wecom?: WecomOptions;
  /** The school's own unless given. */
  workspace?: Workspace;
  /** The bot has third-party apps too; authorised by nobody yet. */
  thirdParty?: boolean;
  /** How long people wait and look before the test fails. */
  patience?: SlackOptions['patience'];
  /** What differs from the usual environment. */
  env?: Record<string, string>;
  clock?: Clock;
  log?: (line: string) => void;
};

export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const clock = options.clock ?? systemClock;
  const { slack, wecom, env, connectBot, connectWecom, stop } = await startOutside(options, clock);
  const { config, log } = settings(env, options.log);
  const store = await openStore({ databaseUrl: options.databaseUrl ?? null, dataDir: options.dataDir, log });
  const startBot = async (): Promise<RelayApp> => {
    const app = createApp({ config, store, log, clock });
    await connectBot(() => app.start());
    return app;
  };
  let app = await startBot();
  await connectWecom();
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
      await stop();
    },
  };
}

/** Slack and WeCom stay here and live on, whatever becomes of the bot; `log` gets its lines, of every level. */
export async function startKillableRehearsal(options: Omit<RehearsalOptions, 'clock'>): Promise<KillableRehearsal> {
  const env = { ...options.env, LOG_LEVEL: 'info' };
  const { connectBot, connectWecom, ...outside } = await startOutside({ ...options, env }, systemClock);
  const startBot = async () => {
    const starting = startBotProcess(outside.env, options.log ?? (() => undefined));
    await connectBot(async () => (await starting).port);
    return starting;
  };
  let newest = await startBot();
  await connectWecom();
  const all = [newest];
  const end = (bot: BotProcess, signal: NodeJS.Signals) => {
    bot.signal(signal);
    return bot.gone;
  };
  return {
    ...outside,
    bot: () => newest,
    async start() {
      newest = await startBot();
      all.push(newest);
    },
    kill: (signal = 'SIGKILL') => end(newest, signal),
    freeze() {
      const bot = newest;
      bot.signal('SIGSTOP');
      return () => bot.signal('SIGCONT');
    },
    async stop() {
      await Promise.all(all.map((bot) => end(bot, 'SIGKILL')));
      await outside.stop();
    },
  };
}

type Connections = {
  /** Slack and WeCom find the bot at the port that `start` gives. */
  connectBot(start: () => Promise<number>): Promise<void>;
  connectWecom(): Promise<void>;
};

async function startOutside(options: RehearsalOptions, clock: Clock): Promise<Outside & Connections> {
  const wecom = await startWecom({ ...options.wecom, clock });
  const third = options.thirdParty ? await openThirdParty(wecom) : null;
  const { patience, workspace } = options;
  const given = { ...(patience && { patience }), ...(workspace && { workspace }) };
  const slack = await startSlackFor(given, clock);
  return {
    slack,
    wecom,
    env: { ...environment({ slack, wecom }, options), ...third?.env, ...options.env },
    connectBot: (start) =>
      connectSlack(slack, options.door, async () => {
        const port = await start();
        third?.leadTo(port);
        return port;
      }),
    connectWecom: async () => third?.connect(),
    async stop() {
      await slack.stop();
      await wecom.stop();
      await third?.stop();
    },
  };
}

/** A Slack with the secrets that `environment` hands to the bot. */
export function startSlackFor(options: Pick<SlackOptions, 'patience' | 'workspace' | 'answerWithinMs'>, clock: Clock) {
  return startSlack({ signingSecret, botToken, appToken, clock, ...options });
}

/** `start` gives the port of the bot's routes. Slack talks to the bot once it listens or has opened a socket. */
async function connectSlack(
  slack: SandboxSlack,
  door: RehearsalOptions['door'],
  start: () => Promise<number>,
): Promise<void> {
  const sockets = await slack.waitForSocket(0);
  const port = await start();
  if (door === 'socket') await slack.waitForSocket(sockets + 1);
  slack.connect(door === 'socket' ? { socketMode: true } : { url: `http://127.0.0.1:${port}/slack/events` });
}

function settings(env: Record<string, string>, write: RehearsalOptions['log']) {
  const read = readConfig(env);
  if (read.type === 'faults') throw new Error(read.faults.join('; '));
  const { config } = read;
  return { config, log: openLog({ level: config.logLevel, secrets: secretsOf(config), ...(write && { write }) }) };
}

/** Everyone of the sample school may send but the guest; 管理员 administers. */
export function environment(
  { slack, wecom }: { slack: { apiUrl: string }; wecom: { url: string } },
  options: Pick<RehearsalOptions, 'door' | 'dataDir' | 'databaseUrl'>,
): Record<string, string> {
  const door = options.door === 'socket' ? { SLACK_APP_TOKEN: appToken } : { SLACK_SIGNING_SECRET: signingSecret };
  return {
    ...door,
    SLACK_BOT_TOKEN: botToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    WECOM_API_URL: wecom.url,
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
