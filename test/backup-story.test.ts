/** The thread of a notice that a restored bot finds half sent. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startKillableRehearsal } from '../src/sandbox/rehearsal.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { noticeTo, receivedOnce, sumsIn } from './story-delivery-kit.ts';
import { channel, send, sendRequests, threadWith, wang } from './story-kit.ts';

const run = promisify(execFile);

async function backUp({ databaseUrl, dataDir }: StorePlace, to: string): Promise<unknown> {
  if (databaseUrl === null) return cp(dataDir, to, { recursive: true, preserveTimestamps: true });
  return run('pg_dump', ['--format=custom', `--file=${to}`, databaseUrl]);
}

/** In place of what was there, under the same name. */
async function restore(from: string, { databaseUrl, dataDir }: StorePlace): Promise<unknown> {
  if (databaseUrl !== null) {
    const admin = new URL(databaseUrl);
    const name = admin.pathname.slice(1);
    admin.pathname = '/postgres';
    const commands = [`drop database ${name} with (force)`, `create database ${name}`];
    await run('psql', ['--set=ON_ERROR_STOP=1', ...commands.map((each) => `--command=${each}`), admin.href]);
    return run('pg_restore', ['--exit-on-error', `--dbname=${databaseUrl}`, from]);
  }
  await rm(dataDir, { recursive: true });
  return cp(from, dataDir, { recursive: true, preserveTimestamps: true });
}

describeOnEachStore('a bot restored from a backup', (newPlace) => {
  test('sends nothing of what was open, says why, and a person decides', async () => {
    const place = await newPlace();
    const folder = await mkdtemp(join(tmpdir(), 'relay-backup-'));
    const school = await startKillableRehearsal({
      ...{ door: 'http', ...place, wecom: { directory: 'open' }, env: { WECOM_CONCURRENCY: '1' } },
    });
    onTestFinished(async () => {
      await school.stop();
      await place.remove();
      await rm(folder, { recursive: true });
    });
    const teacher = school.slack.person(wang);
    const title = '备份那一刻还没发完';
    // The first of three batches has its answer, the second is on its way: the power fails, and that is the backup.
    const held = school.wecom.inject({ api: 'send', skip: 1, fault: { type: 'hold', carriedOut: false } });
    const ts = await send(school, teacher, noticeTo(2050, title));
    await held.arrived;
    await school.kill();
    const backup = join(folder, 'backup');
    await backUp(place, backup);
    const requests = sendRequests(school).length;

    await restore(backup, place);
    await school.start();
    const thread = await threadWith(school, ts, '重发这 1,050 个');
    expect(thread).toContain('❓ 1,050 个不明，请您决定');
    expect(thread).toContain('机器人的数据是从备份恢复的');
    expect(sumsIn(thread).at(-1)).toEqual({ parts: [1000, 1050], total: 2050 });
    expect(sendRequests(school)).toHaveLength(requests);

    const next = await send(school, teacher, noticeTo(1, '恢复以后的新通知'));
    expect(await threadWith(school, next, '1 = 1')).toContain('N-0002');
    await teacher.click('重发这 1,050 个', { channel });
    await threadWith(school, ts, '2,050 = 2,050');
    expect(receivedOnce(school, 2050, title)).toBe(2050);
    // On a server the dead process's job and lease run out first.
  }, 120_000);
});
