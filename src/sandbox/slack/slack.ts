/**
 * A Slack on this machine: a real HTTP server that keeps state and obeys the documented rules, with people to drive it.
 * It is as strict as Slack where the documents are clear and stricter where they are not.
 */
import { type Clock, systemClock } from '../../clock.ts';
import type { Actor } from './actor.ts';
import { type BotLink, createBotLink, type Delivered, type Inbound, type Route } from './bot-link.ts';
import { addPlan, type Plans, type When } from './injection.ts';
import { messageJson, thread, topLevel } from './messages.ts';
import type { Uploads } from './methods-files.ts';
import { createPerson, type Match, matches, modalText, type Person } from './person.ts';
import { directMessage, placeCalled } from './places.ts';
import { listen, stopListening } from './server.ts';
import { createSocketLink, type SocketLink } from './socket-link.ts';
import { channelText, messageText, threadText } from './thread-text.ts';
import { waitFor } from './waiting.ts';
import { createWebApi } from './web-api.ts';
import { sunriseSchool, type Workspace } from './workspace.ts';
import { type ApiCall, type Change, createWorld, type Fault, ring, type World } from './world.ts';

export type SlackOptions = {
  workspace?: Workspace;
  signingSecret: string;
  botToken: string;
  appToken: string;
  clock?: Clock;
  /** 0, the default, takes any free one. */
  port?: number;
  /** The bot's scopes as in the manifest; without them every method but posting where it is no member is granted. */
  scopes?: string[];
  /** How long people wait (30 s) and look (10 s) for something before the test fails; real milliseconds. */
  patience?: { waitMs: number; lookMs: number };
  /** Slack's three seconds, or longer where it is not speed that is tried. */
  answerWithinMs?: number;
};

type FoundMessage = { channel: string; ts: string; text: string };

export type SandboxSlack = {
  url: string;
  /** For `slackApiUrl`. */
  apiUrl: string;
  workspace: Workspace;
  /** How the bot is reached from now on. */
  connect(route: Route): void;
  /** Socket Mode: resolves when the bot has connected, `count` times over, with how often it has. */
  waitForSocket(count?: number): Promise<number>;
  disconnectSockets(reason?: 'warning' | 'refresh_requested'): void;
  person(userId: string): Person;
  /** For Slack's own client on a page: everything there is, and who acts on it by `client.ts`. */
  world: World;
  actor(userId: string): Actor;
  /** The direct message between a person and the bot. */
  directMessage(userId: string): string;
  threadText(channel: string, ts: string): string;
  channelText(channel: string): string;
  modalText(who: string | Person): string;
  /** Top-level messages as Slack's API tells them, metadata included; with `ts`, that message and its replies. */
  messages(channel: string, ts?: string): Record<string, unknown>[];
  /** The newest message, or reply when `ts` is given, whose text matches. */
  waitForMessage(match: Match<string>, where: { channel: string; ts?: string }): Promise<FoundMessage>;
  waitFor<T>(look: () => T | null | undefined, what: string): Promise<T>;
  /** The newest file of that name, whoever uploaded it. */
  file(name: string): { bytes: Buffer; shares: { channel: string; ts: string }[] } | null;
  calls(method?: string): ApiCall[];
  /** What no correct bot does; a test may ask for none. */
  faults: readonly Fault[];
  /** Everything sent to the bot, oldest first. */
  sent: readonly Inbound[];
  lastSubmission(): Inbound;
  /** The same signed request, byte for byte, or the same envelope; its answer changes nothing on screen. */
  redeliver(inbound: Inbound): Promise<Delivered>;
  /** The bot's next acknowledgements never arrive: the person sees trouble, the bot believes all is well. */
  loseAck(times?: number): void;
  rateLimit(method: string, plan: { retryAfterSeconds: number; times?: number }): void;
  failNext(method: string, error: string, plan?: { times?: number }): void;
  /** The call is carried out, then its connection is cut. */
  loseAnswer(method: string, plan?: { times?: number }): void;
  delayNext(method: string, ms: number): void;
  /** The next such call is never answered, carried out or not; `arrived` resolves when it has come. */
  leaveUnanswered(method: string, plan: { when?: When; carriedOut: boolean }): { arrived: Promise<void> };
  /** From now on and for so long, chat.postMessage and chat.update are answered 429; 0 ends it. */
  rateLimitFor(seconds: number): void;
  removeBotFrom(channel: string): void;
  inviteBotTo(channel: string): void;
  onChange(listener: (change: Change) => void): () => void;
  stop(): Promise<void>;
};

type Core = {
  world: World;
  link: BotLink;
  sockets: SocketLink;
  plans: Plans;
  patience: { waitMs: number; lookMs: number };
};

export async function startSlack(options: SlackOptions): Promise<SandboxSlack> {
  const world = createWorld({
    workspace: options.workspace ?? sunriseSchool,
    clock: options.clock ?? systemClock,
    scopes: options.scopes ?? null,
    answerWithinMs: options.answerWithinMs ?? 3000,
    tokens: { bot: options.botToken, app: options.appToken },
  });
  const plans: Plans = new Map();
  const uploads: Uploads = new Map();
  const sockets = createSocketLink(world);
  const webApi = createWebApi(world, { plans, uploads, openSocket: sockets.openUrl });
  const server = await listen(world, { webApi, uploads, sockets }, options.port ?? 0);
  const link = createBotLink(world, { signingSecret: options.signingSecret, sockets });
  const patience = options.patience ?? { waitMs: 30_000, lookMs: 10_000 };
  const core = { world, link, sockets, plans, patience };
  return {
    url: world.baseUrl,
    apiUrl: `${world.baseUrl}/api/`,
    workspace: world.workspace,
    ...connections(core),
    ...sights(core),
    ...mishaps(core),
    person: (userId) => createPerson(world, link, { userId, patience }),
    world,
    actor: (userId) => ({ world, link, userId, lookMs: patience.lookMs }),
    async stop() {
      await sockets.close();
      await stopListening(server);
    },
  };
}

function connections({ world, link, sockets, patience }: Core) {
  return {
    connect(route: Route) {
      link.route = route;
    },
    disconnectSockets: (reason: 'warning' | 'refresh_requested' = 'refresh_requested') => sockets.disconnect(reason),
    waitForSocket(count = 1) {
      const look = () => (sockets.greeted() >= count ? sockets.greeted() : null);
      const explain = () => `${sockets.greeted()} connections so far, ${count} wanted`;
      return waitFor(world, look, { timeoutMs: patience.waitMs, explain });
    },
    sent: link.sent,
    lastSubmission() {
      const last = link.sent.findLast((one) => one.payload.type === 'view_submission');
      if (!last) throw new Error('nothing was submitted yet');
      return last;
    },
    redeliver: link.redeliver,
    loseAck(times = 1) {
      link.acksToLose += times;
    },
  };
}

function sights({ world, patience }: Core) {
  const idOf = (channel: string) => placeCalled(world, channel).id;
  const listed = (channel: string, ts?: string) =>
    ts === undefined ? topLevel(world, channel) : thread(world, channel, ts);
  return {
    directMessage: (userId: string) => directMessage(world, userId).id,
    threadText: (channel: string, ts: string) => threadText(world, idOf(channel), ts),
    channelText: (channel: string) => channelText(world, idOf(channel)),
    modalText: (who: string | Person) => modalText(world, typeof who === 'string' ? who : who.id),
    messages: (channel: string, ts?: string) =>
      listed(idOf(channel), ts).map((message) => messageJson(world, message, true)),
    waitForMessage(match: Match<string>, where: { channel: string; ts?: string }) {
      const channel = idOf(where.channel);
      const texts = () =>
        listed(channel, where.ts).map(({ ts, ...rest }) => ({
          channel,
          ts,
          text: messageText(world, { ts, ...rest }),
        }));
      const look = () => texts().findLast(({ text }) => matches(match, text, text));
      const explain = () => `no message ${String(match)}; there is\n${channelText(world, channel)}`;
      return waitFor(world, look, { timeoutMs: patience.waitMs, explain });
    },
    waitFor: <T>(look: () => T | null | undefined, what: string) =>
      waitFor(world, look, { timeoutMs: patience.waitMs, explain: () => `${what} did not happen` }),
    file: (name: string) => [...world.files.values()].findLast((file) => file.name === name) ?? null,
    calls: (method?: string) => world.calls.filter((call) => method === undefined || call.method === method),
    faults: world.faults,
    onChange(listener: (change: Change) => void) {
      world.listeners.add(listener);
      return () => void world.listeners.delete(listener);
    },
  };
}

function mishaps({ world, plans }: Core) {
  const setMember = (channel: string, isMember: boolean) => {
    const place = placeCalled(world, channel);
    if (isMember) place.members.add(world.workspace.bot.userId);
    else place.members.delete(world.workspace.bot.userId);
    ring(world, { kind: 'members', channel: place.id });
  };
  return {
    rateLimit: (method: string, { retryAfterSeconds, times = 1 }: { retryAfterSeconds: number; times?: number }) =>
      addPlan(plans, method, { kind: 'rateLimit', retryAfterSeconds, times }),
    failNext: (method: string, error: string, { times = 1 }: { times?: number } = {}) =>
      addPlan(plans, method, { kind: 'fail', error, times }),
    loseAnswer: (method: string, { times = 1 }: { times?: number } = {}) =>
      addPlan(plans, method, { kind: 'loseAnswer', times }),
    delayNext: (method: string, ms: number) => addPlan(plans, method, { kind: 'delay', ms, times: 1 }),
    leaveUnanswered(method: string, { when = () => true, carriedOut }: { when?: When; carriedOut: boolean }) {
      const { promise: arrived, resolve } = Promise.withResolvers<void>();
      addPlan(plans, method, { kind: 'noAnswer', when, carriedOut, arrived: resolve, times: 1 });
      return { arrived };
    },
    rateLimitFor(seconds: number) {
      world.rateLimitedUntil = seconds > 0 ? world.clock.now() + seconds * 1000 : null;
      ring(world, { kind: 'call', method: 'chat.postMessage' });
    },
    removeBotFrom: (channel: string) => setMember(channel, false),
    inviteBotTo: (channel: string) => setMember(channel, true),
  };
}
