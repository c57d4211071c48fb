/** Every way in which WeCom can fail, for each of its calls. */
import type { FaultRule } from '../src/sandbox/wecom/fault-rules.ts';
import { type Path, sentThrough, submitted, twoHoursMs } from './secrets-acts.ts';
import type { WatchedSchool } from './secrets-kit.ts';
import { asTimePasses, resultOf } from './story-kit.ts';

/**
 * A server that talks: it repeats the address it was called by, as it came and decoded, and what was secret in it by itself.
 * Asked for a new token it has heard none, and the last one is dead.
 */
function talkative(school: WatchedSchool, api: Api): string {
  const { WECOM_SECRET: secret = '' } = school.env;
  const token = school.canaries().findLast(({ name }) => name.startsWith('access token'))?.value ?? '';
  const asked = { access_token: token, corpsecret: secret };
  const url = `/cgi-bin/${api}?${Object.entries(asked)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`;
  return `${url} ${decodeURIComponent(url)} secret ${secret} token ${api === 'gettoken' ? '' : token}`;
}

type Api = 'send' | 'upload' | 'gettoken';

/** `gettoken` is asked when the token has died. */
function wecomPath(api: Api, name: string, faultOf: (school: WatchedSchool) => FaultRule['fault']): Path {
  const title = `${api} ${name}`;
  return {
    name: `WeCom, ${title}`,
    async take(school) {
      if (api === 'gettoken') school.wecom.expireTokens({ as: 42001 });
      await sentThrough(school, title, { api, fault: faultOf(school) });
    },
  };
}

const errcodes = [-1, 40001, 40014, 42001, 40058, 45009, 45033, 60020, 301002, 40007, 77777];

const callPaths = (['send', 'upload', 'gettoken'] as const).flatMap((api) => [
  ...errcodes.map((errcode) =>
    wecomPath(api, `errcode ${errcode}`, (school) => ({ type: 'errcode', errcode, errmsg: talkative(school, api) })),
  ),
  wecomPath(api, 'wrong json format', (school) => ({
    ...{ type: 'errcode', errcode: 0, errmsg: `wrong json format ${talkative(school, api)}` },
    fields: { media_id: 'm' },
  })),
  wecomPath(api, '502', (school) => ({ type: 'http', body: talkative(school, api) })),
  wecomPath(api, 'a web page', (school) => ({
    type: 'http',
    status: 200,
    body: `<html>${talkative(school, api)}</html>`,
  })),
  wecomPath(api, 'half of a JSON', (school) => ({
    type: 'http',
    status: 200,
    body: `{"errcode":0,"x":"${talkative(school, api)}`,
  })),
  wecomPath(api, 'cut before the request', () => ({ type: 'cutBeforeReading' })),
  wecomPath(api, 'cut before the answer', () => ({ type: 'cutBeforeAnswer' })),
  wecomPath(api, 'cut in the answer', () => ({ type: 'cutInAnswer' })),
]);

const silence: Path = {
  name: 'WeCom never answers',
  take: (school) => sentThrough(school, 'no answer', { api: 'send', fault: { type: 'blackHole' } }),
};

const outage: Path = {
  name: 'WeCom refuses connections',
  async take(school) {
    await school.wecom.goDown();
    await submitted(school, 'refused connection');
    await resultOf(school, 'refused connection', '⏸');
    await school.wecom.comeUp();
    await asTimePasses(school.clock, twoHoursMs, resultOf(school, 'refused connection', /⚠️|✅/));
  },
};

export const wecomPaths: Path[] = [...callPaths, silence, outage];
