/** `Pool.request` and nothing else: the bodies lie ready, so many of them are in flight, nothing is kept. */
import { Pool } from 'undici';
import { planBatches } from '../src/delivery/plan.ts';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { noticePath, renderNotice } from '../src/wecom/messages.ts';
import { work } from './processes.ts';
import type { RelayAnswer, RelayAsk } from './relay-child.ts';
import { audienceOf, mediaId, notice } from './relay-load.ts';

const url = process.argv[2] ?? '';
const { corpId, secret, agentId } = chenguangApp;
const pool = new Pool(url, { connections: 128, pipelining: 1 });
const asked = await pool.request({ method: 'GET', path: `/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}` });
const { access_token: token } = (await asked.body.json()) as { access_token: string };
let bodies: Uint8Array[] = [];

async function sendRest(left: Iterable<Uint8Array>): Promise<void> {
  for (const body of left) {
    const { body: answer } = await pool.request({
      method: 'POST',
      path: `${noticePath}?access_token=${token}`,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { errcode } = (await answer.json()) as { errcode: number };
    if (errcode !== 0) throw new Error(`errcode ${errcode}`);
  }
}

work<RelayAsk, RelayAnswer>(async (ask) => {
  if (ask.do === 'prepare') {
    bodies = planBatches(audienceOf(ask.load)).map(({ recipients }) =>
      renderNotice({ notice, agentId, mediaId, recipients }),
    );
    return { ms: 0 };
  }
  const from = performance.now();
  const left = bodies.values();
  await Promise.all(Array.from({ length: ask.inFlight }, () => sendRest(left)));
  return { ms: performance.now() - from };
});
