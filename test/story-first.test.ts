import { afterEach, expect, test } from 'vitest';
import { type Rehearsal, startRehearsal } from '../src/sandbox/rehearsal.ts';
import { sampleList } from '../src/sandbox/sample-list.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { channelId, reviewed, sendRequests, threadWith, wang } from './story-kit.ts';

describeOnEachStore('story 1: 2,300 rows from a spreadsheet', (newPlace) => {
  let place: StorePlace;
  let school: Rehearsal;
  afterEach(async () => {
    await school.stop();
    await place.remove();
  });

  test('the review shows the arithmetic, the thread names the twelve as they stand in the file', async () => {
    const list = sampleList();
    place = await newPlace();
    school = await startRehearsal({
      door: 'http',
      ...place,
      wecom: { directory: 'open', invalidIds: list.invalidIds },
    });
    const teacher = school.slack.person(wang);
    const review = await reviewed(teacher, { list });
    expect(review.text).toContain('2,300 行 → 空行 100 → ID 2,214 → 重复 114 → 格式不对 7 → 将发送 2,093，分 3 批');
    const [box] = Object.keys(review.values);
    await teacher.check(box ?? '', '不发给这 7 个，其余照发');
    await teacher.submit();
    await teacher.waitForNoModal();
    const { ts } = await school.slack.waitForMessage(/已受理 2,081/, { channel: '家校通知' });
    const thread = await threadWith(school, ts, '2,081 \\+ 12 = 2,093');
    for (const id of list.invalidIds) expect(thread).toContain(id);
    expect(sendRequests(school)).toHaveLength(3);
    const file = await school.slack.waitFor(() => school.slack.file('N-0001-invalid.csv'), 'the file');
    expect(file.bytes.toString('utf8').trim().split('\r\n')).toHaveLength(13);
    expect(school.slack.faults).toEqual([]);
    expect(channelId).toBe('C0NOTICE');
  });
});
