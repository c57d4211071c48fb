/** A Slack here, a WeCom in a process of its own that writes down what it carried out, and bots that may be killed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { startBotProcess } from '../../src/sandbox/bot-process.ts';
import { environment, startSlackFor } from '../../src/sandbox/rehearsal.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/slack.ts';
import { sunriseSchool, type Workspace } from '../../src/sandbox/slack/workspace.ts';
import { openThirdParty } from '../../src/sandbox/third-party.ts';
import type { WecomSettings } from '../../src/sandbox/wecom/options.ts';
import { type RemoteWecom, startWecomProcess } from '../../src/sandbox/wecom/remote.ts';
import type { Place } from '../probe.ts';

export type Bot = {
  port: number;
  /** Its exit code, once it has ended; null where a signal ended it. */
  gone: Promise<number | null>;
  /** Ends it, by SIGKILL unless said otherwise; resolves with its exit code, null where a signal ended it. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** SIGSTOP; it goes on when what is returned is called. */
  freeze(): () => void;
};

export type World = {
  slack: SandboxSlack;
  wecom: RemoteWecom;
  /** Every request WeCom got and what it did with it, one JSON line each. */
  logFile: string;
  /** Changes are for the bots that start after them. */
  env: Record<string, string>;
  /** Slack and WeCom talk to the newest one. Its log goes to `log`, line by line. */
  startBot(log?: (line: string) => void): Promise<Bot>;
  /** Has Slack and WeCom talk to this one. */
  connect(bot: Bot): void;
  stop(): Promise<void>;
};

type Options = {
  wecom: WecomSettings;
  env: Record<string, string>;
  /** The school's own unless given. */
  workspace?: Workspace;
  /** Slack's three seconds, where they matter. */
  answerWithinMs?: number;
  /** The bots have third-party apps too. */
  isProvider?: boolean;
};

export function openWorld(place: Place, wecom: WecomSettings, env: Record<string, string> = {}): Promise<World> {
  return openWorldWith(place, { wecom, env });
}

export async function openWorldWith(place: Place, options: Options): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-world-'));
  const logFile = join(folder, 'wecom.jsonl');
  const wecom = await startWecomProcess({ directory: 'open', ...options.wecom, logFile });
  // On a server the app belongs to the dead process for a while, and so does the report.
  const { workspace = sunriseSchool } = options;
  // Many bots on few cores: it is not speed that is tried.
  const { answerWithinMs = 20_000 } = options;
  const patience = { waitMs: 90_000, lookMs: 5000 };
  const slack = await startSlackFor({ patience, workspace, answerWithinMs }, systemClock);
  const third = options.isProvider ? await openThirdParty(wecom) : null;
  const base = { ...environment({ slack, wecom }, { door: 'http', ...place }), ...third?.env };
  const env: Record<string, string> = { ...base, LOG_LEVEL: 'info', ...options.env };
  const bots: Bot[] = [];
  const connect = ({ port }: Bot) => {
    slack.connect({ url: `http://127.0.0.1:${port}/slack/events` });
    third?.leadTo(port);
  };
  return {
    slack,
    wecom,
    env,
    logFile,
    connect,
    async startBot(log = () => undefined) {
      const { port, signal, gone } = await startBotProcess(env, log);
      const bot: Bot = {
        port,
        gone,
        kill(how = 'SIGKILL') {
          signal(how);
          return gone;
        },
        freeze() {
          signal('SIGSTOP');
          return () => signal('SIGCONT');
        },
      };
      bots.push(bot);
      connect(bot);
      if (bots.length === 1) await third?.connect();
      return bot;
    },
    async stop() {
      await Promise.all(bots.map((bot) => bot.kill()));
      await Promise.all([slack.stop(), wecom.stop(), third?.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
