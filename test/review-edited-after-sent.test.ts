import { expect, test } from 'vitest';
import type { Locale } from '../src/delivery/summary.ts';
import type { Person } from '../src/sandbox/slack/person.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  channel,
  type Notice,
  parent,
  parentMessages,
  resultOf,
  reviewed,
  sharedRehearsal,
  smith,
  timesReceived,
  wang,
} from './story-kit.ts';

const told: Record<Locale, (name: string) => string[]> = {
  zh: (name) => [
    '这次的修改没有发送',
    `您已经提交过：${name} 按当时的内容保存了，这次的修改没有发送。`,
    `“发送给 1 人”会把下面的内容作为一条新的、单独的通知另发一次，${name} 不变。不想再发，请点“关闭”。`,
    '[关闭] [发送给 1 人]',
  ],
  en: (name) => [
    'Your change was not sent',
    `You submitted this before: ${name} was saved as it was then. Your change has not been sent.`,
    `“Send to 1 person” sends what you see below as a new, separate notice; ${name} stays as it is. To send nothing more, press “Close”.`,
    '[Close] [Send to 1 person]',
  ],
};

describeOnEachStore('changed after Slack had lost the answer to its submission', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  const teacher = () => school().slack.person(wang);
  const numberOf = (title: string) => String(parentMessages(school(), title)[0]?.text).match(/N-\d{4}/)?.[0] ?? '';
  const counts = (id: string, ...titles: string[]) => [
    ...titles.map((title) => parentMessages(school(), title).length),
    timesReceived(school(), id),
  ];

  /** Saved and sent, but “We had some trouble connecting. Try again?” is what the person sees. */
  async function sentUnawares(person: Person, title: string): Promise<void> {
    school().slack.loseAck();
    expect(await person.submit()).toEqual({ trouble: 'operation_timeout' });
    await school().slack.waitForMessage(title, { channel });
  }

  /** Back from where the person is, another title, and to the review again. */
  async function retitle(person: Person, title: string, locale: Locale = 'zh'): Promise<void> {
    const { compose, review } = wordsFor(locale).forms.notice;
    await person.press(review.back);
    await person.waitForModal((modal) => compose.title in modal.values);
    await person.fill(compose.title, title);
    await person.submit();
    await person.waitForModal((modal) => modal.text.includes(review.card));
  }

  async function sentThenChanged(person: Person, notice: Notice & { title: string }, title: string): Promise<void> {
    await reviewed(person, notice);
    await sentUnawares(person, notice.title);
    await retitle(person, title, notice.locale);
  }

  test.each([
    { locale: 'zh', who: wang, titles: ['周五停课', '周四停课'], id: parent(1) },
    { locale: 'en', who: smith, titles: ['No class on Friday', 'No class on Thursday'], id: parent(6) },
  ] as const)(
    'they are told, and may send it as a notice of its own ($locale)',
    async ({ locale, who, titles, id }) => {
      const [first, second] = titles;
      const person = school().slack.person(who);
      await sentThenChanged(person, { title: first, parents: id, note: '请班主任转告', locale }, second);
      await person.submit();
      const kept = [second, '请班主任转告', 'pages/notice/index', 'cover.jpg'];
      for (const text of [...told[locale](numberOf(first)), ...kept]) expect(person.modal()?.text).toContain(text);
      await resultOf(school(), first, '1 = 1');
      expect(counts(id, first, second)).toEqual([1, 0, 1]);

      expect(await person.submit()).toEqual({ closed: true });
      await resultOf(school(), second, '1 = 1');
      expect(numberOf(second)).not.toBe(numberOf(first));
      expect(counts(id, first, second)).toEqual([1, 1, 2]);
      expect(school().slack.faults).toEqual([]);
    },
  );

  test('two quick clicks are told about once, and send nothing', async () => {
    const id = parent(11);
    await sentThenChanged(teacher(), { title: '只发一次', parents: id }, '改了没发');
    await Promise.all([teacher().submit(), teacher().submit()]);
    for (const text of told.zh(numberOf('只发一次'))) expect(teacher().modal()?.text).toContain(text);
    await teacher().close();
    await resultOf(school(), '只发一次', '1 = 1');
    expect(counts(id, '只发一次', '改了没发')).toEqual([1, 0, 1]);
    expect(school().slack.faults).toEqual([]);
  });

  test('the answer is lost every time: each change is told about, each notice goes out once', async () => {
    const id = parent(16);
    await sentThenChanged(teacher(), { title: '第一版', parents: id }, '第二版');
    school().slack.loseAck();
    await teacher().submit();
    await teacher().submit();
    for (const text of told.zh(numberOf('第一版'))) expect(teacher().modal()?.text).toContain(text);
    await sentUnawares(teacher(), '第二版');
    await retitle(teacher(), '第三版');
    await teacher().submit();
    for (const text of told.zh(numberOf('第二版'))) expect(teacher().modal()?.text).toContain(text);
    await sentUnawares(teacher(), '第三版');
    expect(await teacher().submit()).toEqual({ closed: true });
    await resultOf(school(), '第三版', '1 = 1');
    expect(counts(id, '第一版', '第二版', '第三版')).toEqual([1, 1, 1, 3]);
    expect(school().slack.faults).toEqual([]);
  });

  test('changed back to what went out, it just closes; once told about, it is the same notice again and asks first', async () => {
    const { confirm } = wordsFor('zh').forms.notice;
    const id = parent(21);
    await sentThenChanged(teacher(), { title: '改来改去', parents: id }, '改过了');
    await retitle(teacher(), '改来改去');
    expect(await teacher().submit()).toEqual({ closed: true });

    await sentThenChanged(teacher(), { title: '又改回去', parents: id }, '改过了');
    await teacher().submit();
    await retitle(teacher(), '又改回去');
    expect(await teacher().submit()).toEqual({ view: expect.objectContaining({ title: confirm.title }) });
    expect(teacher().modal()?.text).toContain(`*${numberOf('又改回去')}*`);
    await teacher().close();
    await resultOf(school(), '又改回去', '1 = 1');
    expect(counts(id, '改来改去', '又改回去', '改过了')).toEqual([1, 1, 0, 2]);
    expect(school().slack.faults).toEqual([]);
  });

  test('the whole school: told about after the word, and the word is asked for again', async () => {
    const { confirm, review } = wordsFor('zh').forms.notice;
    const word = confirm.word(confirm.everyoneWord);
    const toTheWord = async () => {
      expect(await teacher().submit()).toEqual({ view: expect.objectContaining({ values: { [word]: '' } }) });
      await teacher().fill(word, confirm.everyoneWord);
    };
    await reviewed(teacher(), { title: '全校停课', wholeSchool: true });
    await toTheWord();
    await sentUnawares(teacher(), '全校停课');
    await retitle(teacher(), '全校复课');
    await toTheWord();
    await teacher().submit();
    expect(teacher().modal()).toMatchObject({ title: review.changed.title, submit: review.next });
    await toTheWord();
    expect(await teacher().submit()).toEqual({ closed: true });
    await resultOf(school(), '全校复课', '全校：已受理');
    expect(parentMessages(school(), '全校停课')).toHaveLength(1);
    expect(school().slack.faults).toEqual([]);
  });
});
