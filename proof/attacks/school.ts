/** What is attacked: the real bot, with people of the sample school at the other end. */
import { setTimeout as tick } from 'node:timers/promises';
import { type KillableRehearsal, type RehearsalOptions, startKillableRehearsal } from '../../src/sandbox/rehearsal.ts';
import type { Inbound } from '../../src/sandbox/slack/bot-link.ts';
import type { Conditions, Finding, Place } from '../probe.ts';
import { signatureOf } from './requests.ts';

/** The bot is a process of its own, as in production. */
export async function withSchool(
  { newPlace }: Conditions,
  options: Partial<RehearsalOptions>,
  attack: (school: KillableRehearsal, place: Place) => Promise<Finding>,
): Promise<Finding> {
  const place = await newPlace();
  const school = await startKillableRehearsal({ door: 'http', ...place, ...options });
  try {
    return await attack(school, place);
  } finally {
    await school.stop();
  }
}

export const nowSeconds = () => Math.floor(Date.now() / 1000);

/** As Slack would sign it now. */
function signedNow(body: string, { env }: Pick<KillableRehearsal, 'env'>) {
  return signatureOf(body, { secret: env.SLACK_SIGNING_SECRET ?? '', at: nowSeconds() });
}

/** What Slack sent, said otherwise, and signed by somebody who has the secret. */
export function resigned(
  inbound: Inbound,
  school: Pick<KillableRehearsal, 'env'>,
  change: (payload: Record<string, unknown>) => Record<string, unknown>,
): Inbound {
  const payload = change(structuredClone(inbound.payload));
  const body =
    inbound.kind === 'interactive'
      ? new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
      : new URLSearchParams(
          Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]),
        ).toString();
  return { ...inbound, payload, body, headers: { ...signedNow(body, school) } };
}

/** For what no message in Slack tells. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} did not happen`);
    await tick(10);
  }
}
