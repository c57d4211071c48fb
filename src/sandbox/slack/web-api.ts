/** The Web API: one table of methods, tokens and scopes checked, every call written down. */
import { type Plans, takePlan } from './injection.ts';
import { deleteMessage, getPermalink, postEphemeral, postMessage, update } from './methods-chat.ts';
import { completeUpload, filesInfo, getUploadUrl, type Uploads } from './methods-files.ts';
import { authTest, history, openConversation, replies, userGroupMembers, usersInfo } from './methods-reading.ts';
import { refuse } from './refusal.ts';
import { scopeRefusal } from './scopes.ts';
import { openView, updateView } from './views.ts';
import { type ApiCall, recordFault, ring, type World } from './world.ts';

type Fields = Record<string, unknown>;
type Method = (world: World, fields: Fields) => object;

/** What the server does with a call: answer it, or cut the connection after it was carried out. */
type Outcome = { status: number; headers?: Record<string, string>; body: object } | { isCut: true };

export type WebApi = (method: string, fields: Fields, token: string | null) => Promise<Outcome>;

function methodTable(uploads: Uploads, openSocket: () => string): Record<string, Method> {
  return {
    'auth.test': authTest,
    'users.info': usersInfo,
    'usergroups.users.list': userGroupMembers,
    'views.open': (world, fields) => openView(world, fields, false),
    'views.push': (world, fields) => openView(world, fields, true),
    'views.update': updateView,
    'chat.postMessage': postMessage,
    'chat.update': update,
    'chat.delete': deleteMessage,
    'chat.postEphemeral': postEphemeral,
    'chat.getPermalink': getPermalink,
    'conversations.open': openConversation,
    'conversations.history': history,
    'conversations.replies': replies,
    'files.info': filesInfo,
    'files.getUploadURLExternal': (world, fields) => getUploadUrl(world, uploads, fields),
    'files.completeUploadExternal': (world, fields) => completeUpload(world, uploads, fields),
    'apps.connections.open': () => ({ ok: true, url: openSocket() }),
  };
}

/** apps.connections.open wants the app's token, every other method the bot's. */
function tokenRefusal(world: World, method: string, token: string | null): object | null {
  const { bot, app } = world.tokens;
  if (!token) return refuse('not_authed');
  if (token !== bot && token !== app) return refuse('invalid_auth');
  const wanted = method === 'apps.connections.open' ? app : bot;
  return token === wanted ? null : refuse('not_allowed_token_type');
}

/** While messages are refused for a time. */
function secondsToWait({ rateLimitedUntil, clock }: World, method: string): number | undefined {
  const isMessage = method === 'chat.postMessage' || method === 'chat.update';
  const leftMs = isMessage && rateLimitedUntil !== null ? rateLimitedUntil - clock.now() : 0;
  return leftMs > 0 ? Math.ceil(leftMs / 1000) : undefined;
}

export function createWebApi(
  world: World,
  parts: { plans: Plans; uploads: Uploads; openSocket: () => string },
): WebApi {
  const methods = methodTable(parts.uploads, parts.openSocket);

  function answer(call: ApiCall, token: string | null): object {
    const { method, fields } = call;
    const planned = takePlan(parts.plans, call, 'fail');
    if (planned) return refuse(planned.error);
    const refusal = tokenRefusal(world, method, token) ?? scopeRefusal(world, method);
    return refusal ?? methods[method]?.(world, fields) ?? refuse('unknown_method');
  }

  function carryOut(call: ApiCall, token: string | null): Outcome {
    const retryAfterSeconds =
      secondsToWait(world, call.method) ?? takePlan(parts.plans, call, 'rateLimit')?.retryAfterSeconds;
    if (retryAfterSeconds !== undefined) {
      call.answer = refuse('ratelimited');
      return { status: 429, headers: { 'retry-after': String(retryAfterSeconds) }, body: call.answer };
    }
    const body = answer(call, token);
    if (takePlan(parts.plans, call, 'loseAnswer')) return { isCut: true };
    call.answer = body;
    return { status: 200, body };
  }

  /** Its connection stays open for as long as the caller likes. */
  function leave(call: ApiCall, token: string | null, plan: { carriedOut: boolean; arrived: () => void }) {
    if (plan.carriedOut) carryOut(call, token);
    plan.arrived();
    return new Promise<never>(() => undefined);
  }

  return async (method, fields, token) => {
    const call: ApiCall = { method, fields, at: world.clock.now(), answer: null };
    world.calls.push(call);
    if (!methods[method]) {
      recordFault(world, `unknown Web API method ${method}`);
      return { status: 500, body: refuse('unknown_method') };
    }
    const delay = takePlan(parts.plans, call, 'delay');
    if (delay) await world.clock.sleep(delay.ms);
    const unanswered = takePlan(parts.plans, call, 'noAnswer');
    if (unanswered) return leave(call, token, unanswered);
    const outcome = carryOut(call, token);
    ring(world, { kind: 'call', method });
    return outcome;
  };
}
