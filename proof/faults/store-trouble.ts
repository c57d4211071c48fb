/** F10: the disk is full, the server takes no writes, the folder belongs to another process. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { zh } from '../../src/words/zh.ts';
import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { parentMessages, reviewed, tick, wang } from '../../test/story-kit.ts';
import type { Conditions, Finding, Place, Probe } from '../probe.ts';
import { stands } from './judge.ts';
import { departmentIds, finding, type HandedIn, handInBatches, judge, logOf } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

export const storeTrouble: Probe = {
  ...{ row: 'F10', name: 'the store takes no writes, or belongs to another process', stores: 'each' },
  run: noWrites,
};

const sh = promisify(execFile);

/** A store that takes no writes while it is `shut`. */
type Valve = { place: Place; how: string; shut(): Promise<void>; open(): Promise<void>; remove(): Promise<void> };

async function noWrites({ newPlace }: Conditions): Promise<Finding> {
  const place = await newPlace();
  const valve = place.databaseUrl === null ? await smallDisk(place) : await readOnlyServer(place);
  const world = await openWorld(valve.place, {}, { LOG_LEVEL: 'info' });
  try {
    const bots = await keptRunning(world);
    const wrong = [...(await secondProcess(world, place)), ...(await formStaysOpen(world, valve, bots))];
    const { sent, inside, unknown, untrue } = await sendingRests(world, valve, bots);
    return finding(
      [...wrong, ...untrue],
      `${place.databaseUrl === null ? 'a second process does not start on the folder; ' : ''}${valve.how}: the form says so and stays open, nothing leaves; while sending: ${inside} more requests whose intents could still be written, then none; ${sent.ids.length.toLocaleString('en')} addressees: ${unknown} unknown, nobody lost, sent to twice or told wrongly${bots.starts() > 1 ? '; the process had ended and was started again' : ''}`,
    );
  } finally {
    await world.stop();
    await valve.remove();
  }
}

type Bots = { starts(): number; ensure(): Promise<void> };

/** As a service manager does: a process that has ended is started again. */
async function keptRunning(world: World): Promise<Bots> {
  let starts = 0;
  let hasEnded = true;
  const start = async () => {
    const bot = await world.startBot();
    starts += 1;
    hasEnded = false;
    void bot.gone.then(() => {
      hasEnded = true;
    });
  };
  await start();
  return {
    starts: () => starts,
    async ensure() {
      if (hasEnded) await start();
    },
  };
}

async function formStaysOpen(world: World, valve: Valve, bots: Bots): Promise<string[]> {
  const title = '存不下';
  const person = world.slack.person(wang);
  await reviewed(person, noticeTo(3, title));
  await valve.shut();
  const answer = await person.submit();
  const wrong = 'closed' in answer || 'trouble' in answer ? [`the form was answered ${Object.keys(answer)}`] : [];
  if (person.modal()?.title !== zh.forms.notice.review.title) wrong.push('the form is not open any more');
  if ((await logOf(world, 'send')).length > 0) wrong.push('something was sent');
  if (parentMessages(world, title).length > 0) wrong.push('it was announced');
  await valve.open();
  await bots.ensure();
  for (let again = await person.submit(); !('closed' in again); again = await person.submit()) await tick(500);
  await world.slack.waitFor(() => stands(world.slack, title) || null, `the result of ${title}`);
  return [...wrong, ...(await judge(world, [{ title, ids: parentIds(3, title) }])).wrong];
}

/** With what is kept of each, the invalid of every answer too, more than fits into the room that is left in the tables. */
const requests = 800;

type Sending = { sent: HandedIn; inside: number; unknown: number; untrue: string[] };

async function sendingRests(world: World, valve: Valve, bots: Bots): Promise<Sending> {
  await world.wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: 40, carriedOut: true } });
  const begun = await world.wecom.inject({ api: 'send', skip: 10, times: null, fault: { type: 'hold' } });
  const title = '写到一半存不下';
  const invalidIds = departmentIds(title, requests).filter((_, i) => i % 2 === 0);
  await world.wecom.addInvalid(invalidIds);
  const sent = await handInBatches(world, title, requests);
  await begun.arrived();
  const before = (await world.wecom.log('send')).length;
  await valve.shut();
  await begun.release();
  await tick(1500);
  const shut = (await world.wecom.log('send')).length;
  await tick(1500);
  const untrue = (await world.wecom.log('send')).length > shut ? ['requests left without an intent'] : [];
  if (shut === requests + 1) untrue.push('it was never without room');
  await valve.open();
  await bots.ensure();
  await world.slack.waitFor(() => stands(world.slack, sent.title) || null, `the result of ${sent.title}`);
  const { results, wrong } = await judge(world, [sent], { invalidIds });
  const unknown = results.get(sent.title)?.sum.get(zh.report.ends.unknown) ?? 0;
  return { sent, inside: shut - before, unknown, untrue: [...untrue, ...wrong] };
}

async function mounted(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-disk-'));
  await sh('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', folder]).catch(async (error: unknown) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  return folder;
}

async function unmount(folder: string): Promise<void> {
  await sh('umount', ['-l', folder]);
  await rm(folder, { recursive: true, force: true });
}

/** Whether this process may have a disk of its own, without which a full one cannot be tried. */
export function canMount(): Promise<boolean> {
  return mounted().then(
    async (folder) => {
      await unmount(folder);
      return true;
    },
    () => false,
  );
}

/** A disk of its own that can be filled up. */
async function smallDisk(place: Place): Promise<Valve> {
  const folder = await mounted();
  const dataDir = join(folder, 'data');
  await cp(place.dataDir, dataDir, { recursive: true });
  const filler = join(folder, 'filler');
  return {
    place: { ...place, dataDir },
    how: 'a full disk',
    async shut() {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined);
      for (let i = 0; i < 50; i += 1) await writeFile(`${filler}${i}`, Buffer.alloc(4096)).catch(() => undefined);
    },
    async open() {
      await rm(filler, { force: true });
      for (let i = 0; i < 50; i += 1) await rm(`${filler}${i}`, { force: true });
    },
    remove: () => unmount(folder),
  };
}

/** As after a failover to a standby that is not promoted yet. */
async function readOnlyServer(place: Place): Promise<Valve> {
  const url = new URL(place.databaseUrl ?? '');
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const setTo = async (value: 'on' | 'off') => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(`alter database ${name} set default_transaction_read_only = ${value}`);
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await client.end();
  };
  return {
    place,
    how: 'a server that takes no writes',
    shut: () => setTo('on'),
    open: () => setTo('off'),
    remove: async () => undefined,
  };
}

/** Only the embedded store is a folder. */
async function secondProcess(world: World, place: Place): Promise<string[]> {
  if (place.databaseUrl !== null) return [];
  const hasStarted = await world.startBot().then(
    () => true,
    () => false,
  );
  return hasStarted ? ['a second process started on the same folder'] : [];
}
