/** The way a company authorises a suite from our side: a link to WeCom's install page, and the way back. */
import { randomBytes } from 'node:crypto';
import type { Keyv } from 'keyv';
import { z } from 'zod';
import { fingerprint } from '../wecom/seal.ts';
import type { SuiteApi } from '../wecom/suite-api.ts';
import type { Events } from './events.ts';

/** Where WeCom's install page sends the administrator back to, below PUBLIC_URL. */
export const cameBackPath = '/wecom/authorised';

type Failure = Exclude<Awaited<ReturnType<SuiteApi['preAuthCode']>>, { type: 'ok' }>;
export type InstallLink = { type: 'link'; url: string } | { type: 'noPublicUrl' } | Failure;

export type InstallDeps = {
  installUrl: string;
  publicUrl: string | null;
  keyv: Keyv;
  suite(suiteId: string): SuiteApi | null;
  events: Pick<Events, 'cameBack'>;
};

export type Installs = ReturnType<typeof createInstalls>;

/** `code`: the fingerprint of the auth_code it came back with. */
const askedSchema = z.object({ suiteId: z.string(), by: z.string(), code: z.string().optional() });

/** The pre-auth code in the link lives 20 minutes; filling in WeCom's page takes some. */
const stateLifeMs = 30 * 60_000;

export function createInstalls({ installUrl, publicUrl, keyv, suite, events }: InstallDeps) {
  const keyOf = (state: string) => `install:${state}`;
  return {
    /** `by`: the Slack user who is told what came of it. */
    async link({
      suiteId,
      by,
      authType,
    }: {
      suiteId: string;
      by: string;
      authType: 'formal' | 'test';
    }): Promise<InstallLink> {
      const api = suite(suiteId);
      if (publicUrl === null) return { type: 'noPublicUrl' };
      if (api === null) throw new Error(`suite ${suiteId} is not configured`);
      const code = await api.preAuthCode();
      if (code.type !== 'ok') return code;
      const session = await api.setSession(code.answer.code, authType);
      if (session.type !== 'ok') return session;
      const state = randomBytes(16).toString('hex');
      await keyv.set(keyOf(state), { suiteId, by }, stateLifeMs);
      const url = new URL(installUrl);
      url.searchParams.set('suite_id', suiteId);
      url.searchParams.set('pre_auth_code', code.answer.code);
      url.searchParams.set('redirect_uri', `${publicUrl}${cameBackPath}`);
      url.searchParams.set('state', state);
      return { type: 'link', url: url.href };
    },

    /**
     * False for a way back that nobody asked for, or with another code than the first time.
     * The same one again is no mistake: browsers load a page twice.
     */
    async cameBack(query: URLSearchParams): Promise<boolean> {
      const [state, authCode] = [query.get('state') ?? '', query.get('auth_code') ?? ''];
      if (!/^[0-9a-f]{32}$/.test(state) || authCode.length < 1 || authCode.length > 512) return false;
      const asked = askedSchema.safeParse(await keyv.get(keyOf(state)));
      if (!asked.success) return false;
      const { suiteId, by, code = fingerprint(authCode) } = asked.data;
      if (code !== fingerprint(authCode)) return false;
      await events.cameBack(suiteId, authCode, by);
      await keyv.set(keyOf(state), { suiteId, by, code }, stateLifeMs);
      return true;
    },
  };
}
