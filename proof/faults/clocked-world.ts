/** A bot in this process, so that its clock (and Slack's) can be moved on; WeCom is a process of its own as ever. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { readConfig, secretsOf } from '../../src/config.ts';
import { openLog } from '../../src/log.ts';
import { environment, startSlackFor } from '../../src/sandbox/rehearsal.ts';
import type { WecomSettings } from '../../src/sandbox/wecom/options.ts';
import { startWecomProcess } from '../../src/sandbox/wecom/remote.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { channelId, type MovableClock, movableClock, tick } from '../../test/story-kit.ts';
import type { Place } from '../probe.ts';
import type { World } from './world.ts';

export type ClockedWorld = Pick<World, 'slack' | 'wecom' | 'logFile' | 'env' | 'stop'> & {
  clock: MovableClock;
  store: Store;
  /** Where Slack reaches the bot. */
  port: number;
};

export async function openClockedWorld(
  place: Place,
  settings: WecomSettings = {},
  env: Record<string, string> = {},
): Promise<ClockedWorld> {
  const clock = movableClock();
  const folder = await mkdtemp(join(tmpdir(), 'relay-world-'));
  const logFile = join(folder, 'wecom.jsonl');
  const wecom = await startWecomProcess({ directory: 'open', ...settings, logFile });
  const slack = await startSlackFor({ patience: { waitMs: 60_000, lookMs: 20_000 } }, clock);
  const given = { ...environment({ slack, wecom }, { door: 'http', ...place }), LOG_LEVEL: 'silent', ...env };
  const read = readConfig(given);
  if (read.type === 'faults') throw new Error(read.faults.join('; '));
  const log = openLog({ level: read.config.logLevel, secrets: secretsOf(read.config) });
  const store = await openStore({ ...place, log });
  const app = createApp({ config: read.config, store, log, clock });
  const port = await app.start();
  slack.connect({ url: `http://127.0.0.1:${port}/slack/events` });
  return {
    ...{ slack, wecom, logFile, env: given, clock, store, port },
    async stop() {
      await app.stop();
      await store.close();
      await Promise.all([slack.stop(), wecom.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Less than a lease, so that its holder keeps it. */
const stepMs = 5000;

/** Lets time pass until it is so, and quickly while deliveries wait. */
export async function passUntil({ slack, clock }: ClockedWorld, isSo: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`${what} did not happen:\n${slack.channelText(channelId).slice(-3000)}`);
    clock.advance(slack.channelText(channelId).includes('⏸') ? stepMs : stepMs / 5);
    await tick(20);
  }
}
