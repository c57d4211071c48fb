import { expect, test } from 'vitest';
import type { Locale } from '../src/delivery/summary.ts';
import { byteLength, noticeLimits } from '../src/message.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { compose, parent, resultOf, sendRequests, sharedRehearsal, smith, wang } from './story-kit.ts';

const tooLong = '关于2026年秋季学期期中家长会及学生综合素质评价工作安排的通知';
const whereItWouldBeCut = '关于2026年秋季学期期中家长会及学生综合素质评';
const { titleMaxBytes } = noticeLimits;

const readers: { locale: Locale; who: string; fault: string; fits: string; emoji: string }[] = [
  {
    locale: 'zh',
    who: wang ?? '',
    fault: `现在 88 字节，最多 64 字节（一个汉字 3 字节）。企业微信会截成“${whereItWouldBeCut}”，请改短。`,
    fits: '标题 64/64 字节',
    emoji: '现在 65 字节',
  },
  {
    locale: 'en',
    who: smith ?? '',
    fault: `This has 88 bytes; at most 64 fit (a Chinese character takes 3). WeCom would cut it to “${whereItWouldBeCut}”. Please shorten it.`,
    fits: 'Title 64/64 bytes',
    emoji: 'This has 65 bytes',
  },
];

describeOnEachStore('story 2: a title over 64 bytes', (newPlace) => {
  const school = sharedRehearsal(newPlace);

  test.each(readers)(
    '$locale: the field says the size and where it would be cut; nothing is lost; 64 go out whole',
    async (reader) => {
      const { locale, who, fault, fits } = reader;
      const { slack, wecom } = school();
      const { compose: form, review } = wordsFor(locale).forms.notice;
      const teacher = slack.person(who);
      expect(byteLength(tooLong)).toBe(88);
      await compose(teacher, { locale, title: tooLong, parents: parent(1), note: '班主任已知 / told' });
      const typed = teacher.modal()?.values;
      const sentBefore = wecom.log('send').length;

      expect(await teacher.submit()).toEqual({ errors: { [form.title]: fault } });
      expect(teacher.modal()?.values).toEqual(typed);

      const title = exactly(titleMaxBytes, `${locale}·期中家长会及综合素质评价通知`);
      await teacher.fill(form.title, title);
      await teacher.submit();
      const shown = await teacher.waitForModal(review.title);
      expect(shown.text).toContain(fits);
      expect(shown.text).toContain(title);
      expect(shown.text).toContain('班主任已知 / told');
      expect(wecom.log('send')).toHaveLength(sentBefore);

      await teacher.submit();
      await teacher.waitForNoModal();
      await resultOf(school(), title, '1 = 1');
      expect(sendRequests(school()).at(-1)).toMatchObject({ miniprogram: { title } });
      expect(wecom.sent().at(-1)?.card.title).toBe(title);
      expect(slack.faults).toEqual([]);
    },
  );

  test.each(readers)('$locale: an emoji counts four bytes', async ({ locale, who, emoji, fits }) => {
    const { slack } = school();
    const { compose: form, review } = wordsFor(locale).forms.notice;
    const teacher = slack.person(who);
    await compose(teacher, { locale, title: `${'😀'.repeat(16)}!`, parents: parent(1) });
    expect(await teacher.submit()).toEqual({ errors: { [form.title]: expect.stringContaining(emoji) } });
    await teacher.fill(form.title, '😀'.repeat(16));
    await teacher.submit();
    expect((await teacher.waitForModal(review.title)).text).toContain(fits);
    await teacher.closeAll();
    expect(slack.faults).toEqual([]);
  });
});

/** `text` made up with dots to so many bytes. */
function exactly(bytes: number, text: string): string {
  return text + '.'.repeat(bytes - byteLength(text));
}
