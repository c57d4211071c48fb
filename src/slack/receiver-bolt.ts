/** The Bolt app, with its traps closed. */
import { App, webApi } from '@slack/bolt';
import type { Config } from '../config.ts';
import { boltLogger, type Log } from '../log.ts';
import { leanFetch } from './lean-fetch.ts';
import type { SlackReceiver } from './receiver.ts';
import { refusalOf } from './receiver-refusal.ts';

type WebClient = webApi.WebClient;

export type BoltApp = {
  app: App;
  /** For everything that may take its time: 10 s, no retries. */
  client: WebClient;
  /** For calls with a trigger_id, which lives 3 s: a later answer is of no use. */
  triggerClient: WebClient;
  /** Whether Slack knows the bot token. Refused: do not start. Unreachable: start, and try again later. */
  checkToken(): Promise<TokenCheck>;
};

const callMs = 10_000;
const triggerCallMs = 2_000;

export function createBoltApp(options: {
  slack: Pick<Config['slack'], 'botToken' | 'apiUrl'>;
  receiver: SlackReceiver;
  log: Log;
  logLevel: Config['logLevel'];
  seen?: (call: SlackCallSeen) => void;
}): BoltApp {
  const { slack, receiver, seen = () => undefined } = options;
  const logger = boltLogger(options.log, options.logLevel);
  // One layer retries, ours. A 429 is told to the caller: waiting inside the client would hold up everybody's calls.
  const clientOptions = (timeout: number): webApi.WebClientOptions => ({
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout,
    fetch: leanFetch,
    logger,
  });
  const token = slack.botToken.reveal();
  const app = new App({
    receiver,
    token,
    // With ids given, Bolt calls auth.test neither here, where a refusal would end the process, nor on every event.
    // They serve only to ignore the bot's own messages, and it hears none.
    botId: '',
    botUserId: '',
    tokenVerificationEnabled: false,
    logger,
    clientOptions: clientOptions(callMs),
    convoStore: false,
    extendedErrorHandler: true,
  });
  const triggerClient = new SeenClient(token, clientOptions(triggerCallMs), seen);
  const client = new SeenClient(token, clientOptions(callMs), seen);
  return { app, client, triggerClient, checkToken: () => checkToken(triggerClient) };
}

/** `api` is one of Slack's method names. */
export type SlackCallSeen = { api: string; outcome: 'ok' | 'refused' | 'limited' | 'failed'; ms: number };

/** Tells of every call how long it took and what came of it. */
class SeenClient extends webApi.WebClient {
  readonly #seen: (call: SlackCallSeen) => void;

  constructor(token: string, options: webApi.WebClientOptions, seen: (call: SlackCallSeen) => void) {
    super(token, options);
    this.#seen = seen;
  }

  override async apiCall(...[api, options]: Parameters<WebClient['apiCall']>) {
    const began = performance.now();
    const told = (outcome: SlackCallSeen['outcome']) => this.#seen({ api, outcome, ms: performance.now() - began });
    try {
      const result = await super.apiCall(api, options);
      told('ok');
      return result;
    } catch (error) {
      told(outcomeOf(error));
      throw error;
    }
  }
}

function outcomeOf(error: unknown): SlackCallSeen['outcome'] {
  if (error instanceof webApi.WebAPIRateLimitedError) return 'limited';
  return error instanceof webApi.WebAPIPlatformError ? 'refused' : 'failed';
}

type TokenCheck =
  | { type: 'good'; teamId: string; team: string; botUserId: string }
  | { type: 'refused'; error: string }
  | { type: 'unreachable'; detail: string };

async function checkToken(client: WebClient): Promise<TokenCheck> {
  try {
    const answer = await client.auth.test();
    return { type: 'good', teamId: answer.team_id ?? '', team: answer.team ?? '', botUserId: answer.user_id ?? '' };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== null) return { type: 'refused', error: refusal };
    return { type: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
  }
}
