import { parse } from 'csv-parse/sync';
import { describe, expect, type TestContext, test } from 'vitest';
import { type KillableRehearsal, startKillableRehearsal } from '../src/sandbox/rehearsal.ts';
import { describeOnEachStore, describeOnServer, type StorePlace } from './databases.ts';
import { noticeTo, receivedOnce, sumsIn, until } from './story-delivery-kit.ts';
import {
  channel,
  channelId,
  parentMessages,
  send,
  sendRequests,
  threadWith,
  timesReceived,
  wang,
} from './story-kit.ts';

// On a server all wait for what a dead process holds: they do so at the same time.
describe.concurrent('story 9', { timeout: 300_000 }, () => {
  describeOnEachStore('kill -9 half-way', (newPlace) => {
    test('1 is not repeated, 3 is sent, 2 is for a person to decide; sent again, it goes out once more', async (test) => {
      const title = '断电后重发';
      const school = await startSchool(newPlace, test);
      const { ts, thread, requests, batches } = await killHalfWay(school, title, true);
      const [first = [], second = [], third = []] = batches;
      expect(batches.map((ids) => ids.length)).toEqual([1000, 1000, 50]);
      expect(new Set(batches.flat()).size).toBe(2050);
      expect(sumsIn(thread)).toEqual([{ parts: [1050, 1000], total: 2050 }]);
      expect(thread).toContain('❓ 1,000 个不明，请您决定');
      expect(thread).toContain('发送时机器人停了，没有收到答复');
      expect(thread).toContain('[保持不变]');
      expect(await listed(school, thread)).toEqual(second.map((id) => [id, '不明']));

      await school.slack.person(wang).click('重发这 1,000 个', { channel });
      const after = await threadWith(school, ts, '2,050 = 2,050');
      expect(sumsIn(after).at(-1)).toEqual({ parts: [2050], total: 2050 });
      expect(requests()).toEqual([first, second, third, second]);
      expect(second.map((id) => timesReceived(school, id))).toEqual(second.map(() => 2));
      expect(after).not.toContain('[重发这');
      expect(parentMessages(school, title)).toHaveLength(1);
    });

    test('left as it is, 2 stays unknown, named in the report, and nothing more is sent', async (test) => {
      const title = '断电后保持不变';
      const school = await startSchool(newPlace, test);
      const { ts, thread, requests, batches } = await killHalfWay(school, title, false);
      const [, second = []] = batches;
      expect(sumsIn(thread)).toEqual([{ parts: [1050, 1000], total: 2050 }]);

      await school.slack.person(wang).click('保持不变', { channel });
      const after = await threadWith(school, ts, '1,000 个保持不明');
      expect(sumsIn(after).at(-1)).toEqual({ parts: [1050, 1000], total: 2050 });
      expect(after).toContain('⚠️ 已受理 1,050，不明 1,000');
      expect(await listed(school, after)).toEqual(second.map((id) => [id, '不明']));
      expect(requests()).toEqual(batches);
      expect(second.filter((id) => timesReceived(school, id) > 0)).toEqual([]);
      expect(after).not.toContain('[重发这');
      expect(parentMessages(school, title)).toHaveLength(1);
    });
  });

  describeOnServer('a process is frozen, another takes over, the first wakes up', (newPlace) => {
    test('nothing is sent twice, and the report adds up', async (test) => {
      const answers: string[] = [];
      const log = (line: string) => line.includes('"msg":"batch"') && answers.push(line);
      const school = await startSchool(newPlace, test, log);
      const held = school.wecom.inject({ api: 'send', skip: 1, fault: { type: 'hold', carriedOut: true } });
      const ts = await send(school, school.slack.person(wang), noticeTo(2050, '睡着了'));
      await held.arrived;
      const wake = school.freeze();
      await school.start();
      await threadWith(school, ts, '重发这 1,000 个');
      held.release();
      wake();
      await until(() => answers.some((line) => line.includes('"batch":2,')), 'the answer to batch 2');
      await school.kill('SIGTERM');
      expect(sendRequests(school).map((request) => parentsOf(request).length)).toEqual([1000, 1000, 50]);
      expect(receivedOnce(school, 2050, '睡着了')).toBe(2050);
      const totals = sumsIn(school.slack.threadText(channelId, ts)).map(({ total }) => total);
      expect(new Set(totals)).toEqual(new Set([2050]));
    });
  });
});

/** Batch 1 answered, batch 2 on its way, batch 3 not begun; then the bot is started again and does what it can. */
async function killHalfWay(school: KillableRehearsal, title: string, carriedOut: boolean) {
  const held = school.wecom.inject({ api: 'send', skip: 1, fault: { type: 'hold', carriedOut } });
  const ts = await send(school, school.slack.person(wang), noticeTo(2050, title));
  await held.arrived;
  await school.kill();
  await school.start();
  const thread = await threadWith(school, ts, '重发这 1,000 个');
  const requests = () => sendRequests(school).map(parentsOf);
  return { ts, thread, requests, batches: requests() };
}

/** The rows of a list file: id and end. */
async function listed({ slack }: KillableRehearsal, thread: string): Promise<string[][]> {
  const [name = ''] = thread.match(/N-\d+-unsent\.csv/) ?? [];
  const file = await slack.waitFor(() => slack.file(name), name);
  const [, ...rows] = parse(file.bytes, { bom: true }) as string[][];
  return rows.map(([id = '', , , end = '']) => [id, end]);
}

/** A school of the test's own. */
async function startSchool(
  newPlace: () => Promise<StorePlace>,
  { onTestFinished }: TestContext,
  log: (line: string) => void = () => undefined,
): Promise<KillableRehearsal> {
  const place = await newPlace();
  onTestFinished(place.remove);
  const school = await startKillableRehearsal({
    door: 'http',
    ...place,
    wecom: { directory: 'open' },
    env: { WECOM_CONCURRENCY: '1' },
    // On a server the app belongs to the dead process for a while.
    patience: { waitMs: 100_000, lookMs: 10_000 },
    log,
  });
  onTestFinished(school.stop);
  return school;
}

function parentsOf(request: Record<string, unknown>): string[] {
  return request.to_parent_userid as string[];
}
