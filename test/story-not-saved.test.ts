import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  channel,
  compose,
  parent,
  parentMessages,
  resultOf,
  reviewed,
  sharedRehearsal,
  timesReceived,
  wang,
} from './story-kit.ts';

const { compose: form, review, confirm, broken } = wordsFor('zh').forms.notice;
const notSaved = '没能保存，还没有发送。您填的都还在，请稍后再提交一次。';
const notSure = '没能确认是否已经保存。您填的都还在，请稍后再提交一次；如果其实已经保存，不会重复发送。';

describeOnEachStore('the store fails', (newPlace) => {
  const school = sharedRehearsal(newPlace, { env: { LOG_LEVEL: 'fatal' } });
  const teacher = () => school().slack.person(wang);
  /** Takes a table away for as long as `act` takes. */
  const without = async <T>(
    table: 'deliveries' | 'batches' | 'drafts' | 'covers',
    act: () => Promise<T>,
  ): Promise<T> => {
    const [there, away] = [sql.identifier(table), sql.identifier(`${table}_away`)];
    await school().store.db.execute(sql`alter table ${there} rename to ${away}`);
    try {
      return await act();
    } finally {
      await school().store.db.execute(sql`alter table ${away} rename to ${there}`);
    }
  };

  test('at the form: an error in it, all that was typed is there, and it goes on once the store is back', async () => {
    const { slack } = school();
    await compose(teacher(), { title: '存不上的草稿', parents: parent(1), note: '别丢了' });
    const typed = teacher().modal()?.values;
    expect(await without('drafts', () => teacher().submit())).toEqual({ errors: { [form.title]: notSaved } });
    expect(teacher().modal()?.values).toEqual(typed);
    await teacher().submit();
    expect((await teacher().waitForModal(review.title)).text).toContain('别丢了');
    await teacher().closeAll();
    expect(slack.faults).toEqual([]);
  });

  // The first has no field to put an error on, the second has; a failure half-way through the transaction undoes all of it.
  test.each([
    { title: '没存上的通知', parents: parent(6), table: 'deliveries' as const },
    { title: '批次没存上', parents: `${parent(11)}\n张伟`, table: 'batches' as const },
  ])(
    'at the review ($table): it stays open and says so; nothing was sent; sent again it goes out once',
    async ({ title, parents, table }) => {
      const { slack, wecom } = school();
      const calls = wecom.log().length;
      const shown = await reviewed(teacher(), { title, parents });
      if (review.withoutMalformed in shown.values)
        await teacher().check(review.withoutMalformed, review.withoutMalformedChoice(1));
      for (let i = 0; i < 2; i++) {
        await without(table, () => teacher().submit());
        expect(teacher().modal()?.title).toBe(review.title);
        expect(teacher().modal()?.text.split(notSure)).toHaveLength(2);
        expect(teacher().modal()?.text).toContain(title);
      }
      expect(parentMessages(school(), title)).toEqual([]);
      expect(wecom.log()).toHaveLength(calls);

      expect(await teacher().submit()).toEqual({ closed: true });
      await resultOf(school(), title, '1 = 1');
      expect(parentMessages(school(), title)).toHaveLength(1);
      expect(timesReceived(school(), parents.split('\n')[0] ?? '')).toBe(1);
      expect(slack.faults).toEqual([]);
    },
  );

  test('at the confirmation: the typed word is kept', async () => {
    const { slack } = school();
    const word = confirm.word(confirm.everyoneWord);
    await reviewed(teacher(), { title: '全校没存上', wholeSchool: true });
    await teacher().submit();
    await teacher().fill(word, confirm.everyoneWord);
    expect(await without('deliveries', () => teacher().submit())).toEqual({ errors: { [word]: notSure } });
    expect(teacher().modal()?.values).toEqual({ [word]: confirm.everyoneWord });
    expect(await teacher().submit()).toEqual({ closed: true });
    await resultOf(school(), '全校没存上', '全校：已受理');
    expect(slack.faults).toEqual([]);
  });

  test('at the command: she is told at once, and that nothing was sent', async () => {
    const { slack } = school();
    await without('covers', async () => {
      await teacher().command('/school-notice', { channel });
      await teacher().waitForModal((modal) => modal.text.includes(broken));
    });
    await teacher().close();
    await teacher().command('/school-notice', { channel });
    await teacher().waitForModal((modal) => form.title in modal.values);
    await teacher().closeAll();
    expect(slack.faults).toEqual([]);
  });

  test('a form opens without a word being stored, and what is typed into it after that is', async () => {
    const { slack } = school();
    await without('drafts', async () => {
      await teacher().command('/school-notice', { channel });
      await teacher().waitForModal((modal) => form.title in modal.values);
    });
    await teacher().closeAll();
    await reviewed(teacher(), { title: '没动过的表单', parents: parent(1) });
    expect(await teacher().submit()).toEqual({ closed: true });
    await resultOf(school(), '没动过的表单', '1 = 1');
    expect(slack.faults).toEqual([]);
  });
});
