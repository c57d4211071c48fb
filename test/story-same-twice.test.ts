import { describe, expect, test } from 'vitest';
import type { Rehearsal } from '../src/sandbox/rehearsal.ts';
import type { Person } from '../src/sandbox/slack/person.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  channel,
  movableClock,
  type Notice,
  parent,
  parentMessages,
  resultOf,
  reviewed,
  send,
  sharedRehearsal,
  signedAgain,
  timesReceived,
  wang,
} from './story-kit.ts';

const { confirm, review } = wordsFor('zh').forms.notice;
const fiveMinutesMs = 5 * 60_000;
const hourMs = 60 * 60_000;

/** The result stands, and everything happened once. */
async function expectOnce(school: Rehearsal, title: string, id: string): Promise<void> {
  const thread = await resultOf(school, title, '1 = 1');
  expect(thread.match(/已受理 = 名单/g)).toHaveLength(1);
  expect(parentMessages(school, title)).toHaveLength(1);
  expect(timesReceived(school, id)).toBe(1);
}

/** Slack waits for three seconds of real time: of a hundred answers at once the last may be late on a slow machine. */
function expectAckedUnlessLate(answers: { outcome: string }[]): void {
  const inTime = answers.filter(({ outcome }) => outcome !== 'timeout');
  expect(new Set(inTime.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"outcome":"acked","body":null}']));
}

function isNotLate({ what }: { what: string }): boolean {
  return !what.includes('was not acknowledged within');
}

describeOnEachStore('story 7: the same submission twice', (newPlace) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock });
  const teacher = () => school().slack.person(wang);

  test('a double click is one delivery', async () => {
    const id = parent(1);
    await reviewed(teacher(), { title: '连点两下', parents: id });
    const clicks = [teacher().submit(), teacher().submit()];
    expect(await Promise.all(clicks)).toEqual([{ closed: true }, { closed: true }]);
    await expectOnce(school(), '连点两下', id);
    expect(school().slack.faults.filter(isNotLate)).toEqual([]);
  });

  test('“trouble connecting”, then sent again five minutes later: it closes, and nothing goes out twice', async () => {
    const id = parent(2);
    await reviewed(teacher(), { title: '连接出了问题', parents: id });
    school().slack.loseAck();
    expect(await teacher().submit()).toEqual({ trouble: 'operation_timeout' });
    expect(teacher().modal()?.text).toContain('We had some trouble connecting');
    await expectOnce(school(), '连接出了问题', id);
    clock.advance(fiveMinutesMs);
    expect(await teacher().submit()).toEqual({ closed: true });
    await expectOnce(school(), '连接出了问题', id);
    expect(school().slack.faults.filter(isNotLate)).toEqual([]);
  });

  test('100 times at once is one delivery', async () => {
    const id = parent(3);
    const { slack, env } = school();
    await reviewed(teacher(), { title: '同时一百次', parents: id });
    const first = teacher().submit();
    const inbound = slack.lastSubmission();
    const copies = Array.from({ length: 99 }, (_, i) =>
      signedAgain(inbound, env.SLACK_SIGNING_SECRET ?? '', clock.now() - (i + 1) * 1000),
    );
    const answers = await Promise.all(copies.map(slack.redeliver));
    expect(await first).toEqual({ closed: true });
    expectAckedUnlessLate(answers);
    await expectOnce(school(), '同时一百次', id);
    expect(slack.faults.filter(isNotLate)).toEqual([]);
  });

  describe('an identical notice, on purpose', () => {
    const notice: Notice = { title: '再发一遍', parents: parent(4) };
    const counts = () => [parentMessages(school(), '再发一遍').length, timesReceived(school(), parent(4))];
    const again = async (person: Person) => {
      await reviewed(person, notice);
      return person.submit();
    };

    test('asks first, and may be called off', async () => {
      await send(school(), teacher(), notice);
      await resultOf(school(), '再发一遍', '1 = 1');
      expect(await again(teacher())).toEqual({ view: expect.objectContaining({ title: confirm.title }) });
      expect(teacher().modal()?.text).toMatch(/一模一样的通知刚刚提交过：\*N-0004\*/);
      await teacher().close();
      expect(counts()).toEqual([1, 1]);
      expect(school().slack.faults.filter(isNotLate)).toEqual([]);
    });

    test('asks whoever sends it, and can be gone back from', async () => {
      const head = school().slack.person('U0LI');
      await again(head);
      expect(head.modal()?.text).toContain('N-0004');
      await head.press(review.back);
      await head.waitForModal(wordsFor('zh').forms.notice.title);
      await head.closeAll();
      expect(counts()).toEqual([1, 1]);
      expect(school().slack.faults.filter(isNotLate)).toEqual([]);
    });

    test('goes out again once the box is ticked', async () => {
      await again(teacher());
      expect(await teacher().submit()).toEqual({ errors: { [confirm.again]: expect.any(String) } });
      await teacher().check(confirm.again, confirm.againChoice('N-0004'));
      expect(await teacher().submit()).toEqual({ closed: true });
      await school().slack.waitForMessage('N-0005', { channel });
      await resultOf(school(), 'N-0005', '1 = 1');
      expect(counts()).toEqual([2, 2]);
      expect(school().slack.faults.filter(isNotLate)).toEqual([]);
    });

    test('after an hour goes out unasked', async () => {
      clock.advance(hourMs + 1000);
      expect(await again(teacher())).toEqual({ closed: true });
      await resultOf(school(), 'N-0006', '1 = 1');
      expect(counts()).toEqual([3, 3]);
      expect(school().slack.faults.filter(isNotLate)).toEqual([]);
    });
  });
});

describeOnEachStore('story 7: the same request, byte for byte', (newPlace) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock });

  test('is refused as a copy; after a restart its delivery is found; five minutes later it is stale', async () => {
    const { slack, restart } = school();
    const id = parent(1);
    await send(school(), slack.person(wang), { title: '原样重放', parents: id });
    await resultOf(school(), '原样重放', '1 = 1');
    const copy = slack.lastSubmission();

    expect(await slack.redeliver(copy)).toEqual({ outcome: 'failed', reason: 'HTTP 409' });
    await restart();
    expect(await slack.redeliver(copy)).toEqual({ outcome: 'acked', body: null });
    clock.advance(fiveMinutesMs + 1000);
    expect(await slack.redeliver(copy)).toEqual({ outcome: 'failed', reason: 'HTTP 401' });

    await expectOnce(school(), '原样重放', id);
    // Slack's record of the two refusals, and nothing else.
    expect(slack.faults.map(({ what }) => what)).toEqual([
      'view_submission was not acknowledged: HTTP 409',
      'view_submission was not acknowledged: HTTP 401',
    ]);
  });
});

describeOnEachStore('story 7: the same envelope, over Socket Mode', (newPlace) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock, door: 'socket' });

  test('at once, five minutes later, and 100 times at once: one delivery', async () => {
    const { slack } = school();
    const id = parent(1);
    await reviewed(slack.person(wang), { title: '同一个信封', parents: id });
    const first = slack.person(wang).submit();
    const envelope = slack.lastSubmission();
    const copies = Array.from({ length: 99 }, (_, i) => ({ ...envelope, envelopeId: `${envelope.envelopeId}-${i}` }));
    const answers = await Promise.all(copies.map(slack.redeliver));
    expect(await first).toEqual({ closed: true });
    expectAckedUnlessLate(answers);
    expect(await slack.redeliver(envelope)).toEqual({ outcome: 'acked', body: null });
    await expectOnce(school(), '同一个信封', id);
    clock.advance(fiveMinutesMs);
    expect(await slack.redeliver(envelope)).toEqual({ outcome: 'acked', body: null });
    await expectOnce(school(), '同一个信封', id);
    expect(slack.faults.filter(isNotLate)).toEqual([]);
  });
});
