import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { compose, resultOf, reviewed, sendRequests, sharedRehearsal, smith, wang } from './story-kit.ts';

const { confirm, review } = wordsFor('zh').forms.notice;

describeOnEachStore('the whole school', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  const teacher = () => school().slack.person(wang);
  const word = confirm.word(confirm.everyoneWord);

  test('asks for a typed word; the wrong one is a fault at its field and nothing goes out', async () => {
    const { slack, wecom } = school();
    const shown = await reviewed(teacher(), { title: '明天停课一天', wholeSchool: true });
    expect(shown.text).toContain('全校所有家长。企业微信不告诉我们一共多少人。');
    expect(shown.submit).toBe(review.next);

    expect(await teacher().submit()).toEqual({ view: expect.objectContaining({ title: confirm.title }) });
    expect(teacher().modal()).toMatchObject({ submit: '发送给全校家长', values: { '确定要发，请输入：全校发送': '' } });
    expect(teacher().modal()?.text).toContain('这条通知会发给全校所有家长，发出后不能撤回。');
    expect(teacher().modal()?.text).toContain('明天停课一天');

    await teacher().fill(word, '发送');
    expect(await teacher().submit()).toEqual({ errors: { [word]: '请照样输入“全校发送”。' } });
    expect(teacher().modal()?.values).toEqual({ [word]: '发送' });
    expect(wecom.log()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('the right word sends to all, in one request that names nobody; the report says whole school', async () => {
    const { slack, wecom } = school();
    await teacher().fill(word, ' 全校 发送 ');
    expect(await teacher().submit()).toEqual({ closed: true });
    const thread = await resultOf(school(), '明天停课一天', '全校：已受理');
    expect(thread).toContain('✅ 已受理 全校');
    expect(thread).toContain('全校，分 1 批');
    expect(thread).not.toMatch(/已受理 1|1 = 1/);

    expect(sendRequests(school())).toEqual([
      {
        toall: 1,
        agentid: 1000002,
        msgtype: 'miniprogram',
        miniprogram: {
          appid: 'wx1234567890abcdef',
          title: '明天停课一天',
          thumb_media_id: expect.any(String),
          pagepath: 'pages/notice/index',
        },
        enable_id_trans: 0,
      },
    ]);
    const parents = wecom.school.students.flatMap((student) => student.parents);
    for (const { parentId, isSubscribed } of parents) expect(wecom.inbox(parentId)).toHaveLength(isSubscribed ? 1 : 0);
    expect(slack.faults).toEqual([]);
  });

  test('the same again within the hour wants the word and the tick', async () => {
    await reviewed(teacher(), { title: '明天停课一天', wholeSchool: true });
    await teacher().submit();
    await teacher().fill(word, confirm.everyoneWord);
    expect(await teacher().submit()).toEqual({ errors: { [confirm.again]: expect.any(String) } });
    await teacher().closeAll();
    expect(sendRequests(school())).toHaveLength(1);
    expect(school().slack.faults).toEqual([]);
  });

  test('in English the word is another, in any case; id translation goes along', async () => {
    const { forms } = wordsFor('en');
    const { compose: form, confirm: ask } = forms.notice;
    const smithHerself = school().slack.person(smith);
    await compose(smithHerself, { title: 'School is closed $userName=S1$', wholeSchool: true, locale: 'en' });
    await smithHerself.check(form.idTranslation, form.idTranslationChoice);
    await smithHerself.submit();
    await smithHerself.waitForModal(forms.notice.review.title);
    await smithHerself.submit();
    await smithHerself.fill('If you are sure, type: SEND TO ALL', 'send to all');
    expect(smithHerself.modal()?.title).toBe(ask.title);
    expect(await smithHerself.submit()).toEqual({ closed: true });
    await resultOf(school(), 'School is closed', 'whole school: accepted');
    expect(sendRequests(school()).at(-1)).toMatchObject({ toall: 1, enable_id_trans: 1 });
    expect(school().slack.faults).toEqual([]);
  });
});
