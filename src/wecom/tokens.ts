/**
 * The token of an app or a suite: one for all calls, one fetch at a time, shared with other processes through the cache.
 * The cache may fail or forget; then a token is fetched, nothing more.
 */
import type { Keyv } from 'keyv';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Refusal } from '../delivery/states.ts';
import type { Log } from '../log.ts';
import type { Refused } from './answer.ts';
import type { NotSent } from './exchange.ts';
import { fingerprint, sealWith } from './seal.ts';
import type { TokenRoute } from './token-route.ts';

/** Compared by identity: within its life gettoken gives the same token again, and that counts as a fresh one. */
export type Held = { token: string; expiresAt: number };
type TokenResult = { type: 'held'; held: Held } | Refused | NotSent;

export type Tokens = {
  get(): Promise<TokenResult>;
  /** A token in place of one WeCom called dead. All who ask for the same one share one fetch. */
  replace(dead: Held): Promise<TokenResult>;
  /** WeCom refused a token as dead right after it was replaced: no more fetches for a while. */
  distrust(held: Held, refusal: Refusal): void;
  /** Somebody mended the credentials: the next call may fetch at once. */
  forgive(): void;
};

/** Repeated gettoken with a wrong secret gets the IP banned for an hour. */
const failureMemoryMs = 60_000;
const maxMarginMs = 300_000;

const cachedSchema = z.object({ sealed: z.string(), expiresAt: z.number() });

export function openTokens(deps: { route: TokenRoute; keyv: Keyv; clock: Clock; log: Log }): Tokens {
  const { route, clock, log } = deps;
  const cache = tokenCache(deps);
  let current: Held | null = null;
  let deadToken: string | null = null;
  let flight: Promise<TokenResult> | null = null;
  let failure: { refused: Refused; until: number } | null = null;

  function hold(held: Held): TokenResult {
    current = held;
    failure = null;
    return { type: 'held', held };
  }

  function remember(refused: Refused): Refused {
    log.error({ owner: route.name, ...refused.refusal }, 'wecom refused the token');
    if (refused.advice === 'stop') failure = { refused, until: clock.now() + failureMemoryMs };
    return refused;
  }

  async function fetchToken(): Promise<TokenResult> {
    const answer = await route.ask();
    if (answer.type === 'notSent') return answer;
    if (answer.type === 'refused') return remember(answer);
    const marginMs = Math.min(maxMarginMs, answer.lifetimeMs / 10);
    const held = { token: answer.token, expiresAt: clock.now() + answer.lifetimeMs - marginMs };
    log.info({ owner: route.name, lifetimeMs: answer.lifetimeMs }, 'token fetched');
    await cache.write(held);
    return hold(held);
  }

  async function load(): Promise<TokenResult> {
    const cached = await cache.read();
    if (cached && cached.token !== deadToken) return hold(cached);
    if (failure && clock.now() < failure.until) return failure.refused;
    if (cached) await cache.drop();
    return fetchToken();
  }

  async function get(): Promise<TokenResult> {
    if (current && clock.now() < current.expiresAt) return { type: 'held', held: current };
    flight ??= load().finally(() => {
      flight = null;
    });
    return flight;
  }

  return {
    get,
    async replace(dead) {
      if (current === dead) {
        current = null;
        deadToken = dead.token;
      }
      return get();
    },
    distrust(held, refusal) {
      if (current !== held) return;
      current = null;
      deadToken = held.token;
      remember({ type: 'refused', refusal, advice: 'stop' });
    },
    forgive() {
      failure = null;
    },
  };
}

function tokenCache(deps: { route: TokenRoute; keyv: Keyv; clock: Clock; log: Log }) {
  const { route, keyv, clock, log } = deps;
  const key = `wecom:token:${route.name}:${fingerprint(route.secret)}`;
  const { seal, unseal } = sealWith(route.secret, 'access token cache');
  const missed = (error: unknown) => {
    log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'token cache unavailable');
  };
  return {
    async read(): Promise<Held | null> {
      const found = cachedSchema.safeParse(await keyv.get(key).catch(missed));
      if (!found.success || found.data.expiresAt <= clock.now()) return null;
      const token = unseal(found.data.sealed);
      return token === null ? null : { token, expiresAt: found.data.expiresAt };
    },
    async write({ token, expiresAt }: Held) {
      await keyv.set(key, { sealed: seal(token), expiresAt }, expiresAt - clock.now()).catch(missed);
    },
    async drop() {
      await keyv.delete(key).catch(missed);
    },
  };
}
