import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  compose,
  coverBytes,
  type Notice,
  parent,
  resultOf,
  reviewed,
  sendRequests,
  sharedRehearsal,
  timesReceived,
  wang,
} from './story-kit.ts';

const words = wordsFor('zh').forms;
const { compose: form, review } = words.notice;
const file = (name: string, content: string | Uint8Array) => ({ name, bytes: Buffer.from(content) });

/** Slack does not send off a form with a required field empty. */
const slacksOwnWords = 'Please complete this required field.';

const badLists = [
  { what: 'a PDF', list: file('名单.csv', '%PDF-1.7 家长名单'), says: '这个文件的内容不是表格' },
  { what: 'a picture', list: file('名单.xlsx', coverBytes), says: '这个文件的内容不是表格' },
  { what: 'an empty file', list: file('名单.txt', ''), says: '名单里没有 ID。请打开文件看看' },
  { what: 'blank lines', list: file('名单.csv', '\ufeff\r\n , \r\n'), says: '名单里没有 ID。请打开文件看看' },
  {
    what: 'a web page',
    list: file('名单.csv', '<html><table><tr><td>P_1</td></tr></table></html>'),
    says: '这个文件其实是网页，不是表格。请在 Excel 里另存为 XLSX 或 CSV 再上传。',
  },
  {
    what: 'an old workbook',
    list: file('名单.xlsx', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)),
    says: '这是旧版或加密的 Excel 文件。请去掉密码，另存为 XLSX 再上传。',
  },
  {
    what: 'names instead of ids',
    list: file('名单.csv', '张伟\n李晓红\n'),
    says: '2 个 ID 的格式都不对，没有可以发送的。请检查一下填的是不是 ID。',
  },
];

const badCovers = [
  { what: 'a text', cover: file('cover.jpg', '这不是图片'), says: '这不是 JPG 或 PNG 图片，请换一张。' },
  {
    what: 'half a picture',
    cover: file('cover.jpg', coverBytes.subarray(0, coverBytes.length / 2)),
    says: '这张图片打不开，可能已损坏，请换一张。',
  },
];

describeOnEachStore('what is wrong is said at its field, and the rest is kept', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  const teacher = () => school().slack.person(wang);
  const typed = { title: '秋季研学报名', note: '周五前' };
  const backInCompose = () => teacher().waitForModal((modal) => modal.text.includes('还没有发送。请看下面的提示'));

  test('a list file that is none: each kind says what it is; only the file must be chosen anew', async () => {
    const { slack, wecom } = school();
    await compose(teacher(), { ...typed, list: file('名单.csv', `${parent(1)}\n`) });
    for (const { what, list, says } of badLists) {
      await teacher().upload(form.listFile, list);
      await teacher().submit();
      const modal = await backInCompose();
      expect(modal.text, what).toContain(says);
      expect(modal.text, what).toContain('请看下面的提示：名单文件。其余内容都保留着。');
      expect(modal.text, what).toContain('已选好：cover.jpg');
      expect(modal.text, what).not.toContain('已选好：名单');
      expect(modal.values, what).toMatchObject({ [form.title]: typed.title, [form.note]: typed.note });
    }
    await teacher().closeAll();
    expect(wecom.log()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('a cover that is none; the good list file stays and need not be chosen again', async () => {
    const { slack, wecom } = school();
    await compose(teacher(), { ...typed, list: file('家长.csv', `${parent(1)}\n${parent(6)}\n`) });
    for (const { what, cover, says } of badCovers) {
      await teacher().upload(form.cover, cover);
      await teacher().submit();
      const modal = await backInCompose();
      expect(modal.text, what).toContain(says);
      expect(modal.text, what).toContain('已选好：家长.csv');
      expect(modal.values, what).toMatchObject({ [form.title]: typed.title, [form.note]: typed.note });
    }
    expect(await teacher().submit()).toEqual({ errors: { [form.cover]: slacksOwnWords } });
    expect(wecom.log()).toEqual([]);

    await teacher().upload(form.cover, file('校门.jpg', coverBytes));
    await teacher().submit();
    await teacher().waitForModal(review.title);
    await teacher().submit();
    await teacher().waitForNoModal();
    await resultOf(school(), typed.title, '2 = 2');
    expect(sendRequests(school()).map((request) => request.to_parent_userid)).toEqual([[parent(1), parent(6)]]);
    expect(slack.faults).toEqual([]);
  });

  test('malformed ids are shown and need the tick; the rest goes out', async () => {
    const { slack } = school();
    const title = '有几个写错了';
    const shown = await reviewed(teacher(), { title, parents: `${parent(11)}\n张伟\n${parent(16)}，1.38001E+10` });
    expect(shown.text).toContain('3 行 → 空行 0 → ID 4 → 重复 0 → 格式不对 2 → 将发送 2，分 1 批');
    expect(shown.text).toContain('第 2 行：张伟（有不允许的字符）');
    expect(shown.text).toContain('第 3 行：1.38001E+10（有不允许的字符）');
    expect(await teacher().submit()).toEqual({ errors: { [review.withoutMalformed]: slacksOwnWords } });
    expect(timesReceived(school(), parent(11))).toBe(0);

    await teacher().check(review.withoutMalformed, '不发给这 2 个，其余照发');
    expect(await teacher().submit()).toEqual({ closed: true });
    await resultOf(school(), title, '2 = 2');
    expect(sendRequests(school()).at(-1)).toMatchObject({ to_parent_userid: [parent(11), parent(16)] });
    expect(slack.faults).toEqual([]);
  });

  test('“edit” in the review brings back everything, files too; the last cover is offered next time', async () => {
    const { slack, wecom } = school();
    const notice: Notice = { title: '改一改再发', list: file('三班.csv', `${parent(21)}\n`), note: '请班主任转告' };
    const before = await reviewed(teacher(), notice);
    await teacher().press(review.back);
    const modal = await teacher().waitForModal((shown) => form.title in shown.values);
    expect(modal.values).toMatchObject({
      [form.title]: notice.title,
      [form.pagepath]: 'pages/notice/index',
      [form.note]: notice.note,
      [form.audience]: form.audienceFile,
    });
    expect(modal.text).toContain('已选好：三班.csv');
    expect(modal.text).toContain('已选好：cover.jpg');

    await teacher().submit();
    expect((await teacher().waitForModal(review.title)).text).toBe(before.text);
    await teacher().submit();
    await teacher().waitForNoModal();
    await resultOf(school(), '改一改再发', '1 = 1');

    await teacher().command('/school-notice', { channel: '家校通知' });
    const next = await teacher().waitForModal((shown) => form.title in shown.values);
    expect(next.text).toContain('不选就用上次的封面：cover.jpg');
    await teacher().fill(form.title, '封面照旧');
    await teacher().fill(form.pagepath, 'pages/notice/index');
    await teacher().fill(form.box('parent', 3000), parent(26));
    await teacher().submit();
    await teacher().waitForModal(review.title);
    await teacher().submit();
    await teacher().waitForNoModal();
    await resultOf(school(), '封面照旧', '1 = 1');
    const covers = wecom
      .sent()
      .slice(-2)
      .map(({ card }) => wecom.media(card.mediaId)?.sha256);
    expect(covers[0]).toBe(covers[1]);
    expect(covers[0]).toBeTypeOf('string');
    expect(slack.faults).toEqual([]);
  });
});
