import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { inlineRows, makeWorkbook, sheetXml } from './list-workbook.ts';
import {
  compose,
  parent,
  resultOf,
  reviewed,
  sendRequests,
  sharedRehearsal,
  timesReceived,
  wang,
} from './story-kit.ts';

const { compose: form, review } = wordsFor('zh').forms.notice;
const csv = (content: string) => ({ name: '家长.csv', bytes: Buffer.from(content) });

/** Slack does not send off a form with a required field empty. */
const slacksOwnWords = 'Please complete this required field.';

describeOnEachStore('a list that may not be what it seems', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  const teacher = () => school().slack.person(wang);

  test('a workbook with a second sheet: the review names what was not read, and wants a tick', async () => {
    const sheet = (id: string) => ({ xml: sheetXml(inlineRows([['家长ID'], [id]])) });
    const list = { name: '两个班.xlsx', bytes: makeWorkbook([sheet(parent(1)), sheet(parent(2))]) };
    const shown = await reviewed(teacher(), { title: '两个工作表', list });
    expect(shown.text).toContain('2 行 → 表头 1 → 空行 0 → ID 1');
    expect(shown.text).toContain('没有读的：Sheet2。');
    expect(shown.text).toContain(`读到的 ID，例如：${parent(1)}`);
    expect(await teacher().submit()).toEqual({ errors: { [review.withoutSheets]: slacksOwnWords } });

    await teacher().check(review.withoutSheets, '不管这 1 个工作表，照发');
    expect(await teacher().submit()).toEqual({ closed: true });
    const thread = await resultOf(school(), '两个工作表', '1 = 1');
    expect(thread).toContain('2 行 → 表头 1 → 空行 0 → ID 1');
    expect(timesReceived(school(), parent(2))).toBe(0);
    expect(school().slack.faults).toEqual([]);
  });

  test('mobile numbers among the ids: the review asks, and none of them stands in the channel', async () => {
    const phones = ['13800138000', '19912345678', '15000000000'];
    const list = csv([...phones, parent(11), parent(16)].join('\n'));
    const shown = await reviewed(teacher(), { title: '有手机号', list });
    expect(shown.text).toContain('3 个像是手机号');
    expect(shown.text).toContain('读到的 ID，例如：13800138000、19912345678、15000000000');
    expect(await teacher().submit()).toEqual({ errors: { [review.phonesAreIds]: slacksOwnWords } });

    await teacher().check(review.phonesAreIds, '我核对过，这 3 个就是账号，照发');
    expect(await teacher().submit()).toEqual({ closed: true });
    const thread = await resultOf(school(), '有手机号', '2 \\+ 3 = 5');
    expect(thread).toContain('3 个像是手机号，不列在频道里');
    for (const phone of phones) expect(thread).not.toContain(phone);
    expect(school().slack.faults).toEqual([]);
  });

  test('no column of ids: the form says which headings it has read', async () => {
    const sent = sendRequests(school()).length;
    await compose(teacher(), { title: '没有 ID 列', list: csv('学生姓名,联系电话\n张伟,13800138000\n') });
    await teacher().submit();
    const modal = await teacher().waitForModal((shown) => shown.text.includes('表头里没有找到'));
    expect(modal.text).toContain('读到的表头：学生姓名、联系电话。');
    expect(modal.values).toMatchObject({ [form.title]: '没有 ID 列' });
    await teacher().closeAll();
    expect(sendRequests(school())).toHaveLength(sent);
    expect(school().slack.faults).toEqual([]);
  });
});
