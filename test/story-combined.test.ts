import { expect, test } from 'vitest';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { compose, resultOf, sharedRehearsal, wang } from './story-kit.ts';

/** The request as WeCom documents it, fields in their order. Source: developer.work.weixin.qq.com/document/path/20450. */
const documented = {
  to_external_user: ['external_userid1', 'external_userid2'],
  to_parent_userid: ['parent_userid1', 'parent_userid2'],
  to_student_userid: ['student_userid1', 'student_userid2'],
  to_party: ['partyid1', 'partyid2'],
  toall: 0,
  agentid: 1,
  msgtype: 'miniprogram',
  miniprogram: {
    appid: 'APPID',
    title: '欢迎报名夏令营',
    thumb_media_id: 'MEDIA_ID',
    pagepath: 'PAGE_PATH',
  },
  enable_id_trans: 0,
};
const invalidIds = ['external_userid1', 'parent_userid1', 'student_userid1', 'partyid1'];

describeOnEachStore('one notice to parents, students, departments and external users', (newPlace) => {
  const school = sharedRehearsal(newPlace, {
    wecom: { apps: [{ ...chenguangApp, agentId: 1, miniPrograms: ['APPID'] }], directory: 'open', invalidIds },
    env: { WECOM_AGENT_ID: '1' },
  });

  test('the form makes the documented request, field for field, and the thread names the invalid of each kind', async () => {
    const { slack, wecom } = school();
    const teacher = slack.person(wang);
    const { compose: form, review } = wordsFor('zh').forms.notice;
    await compose(teacher, {
      title: documented.miniprogram.title,
      parents: 'parent_userid1, parent_userid2',
      students: 'student_userid1\nstudent_userid2',
      departments: 'partyid1；partyid2',
      externalUsers: '“external_userid1”　external_userid2',
    });
    await teacher.choose(form.miniProgram, form.anotherAppid);
    await teacher.waitForModal((modal) => form.appid in modal.values);
    await teacher.fill(form.appid, documented.miniprogram.appid);
    await teacher.fill(form.pagepath, documented.miniprogram.pagepath);
    await teacher.submit();
    const shown = await teacher.waitForModal(review.title);
    expect(shown.text).toContain('家长 2 · 学生 2 · 部门 2 · 旧版外部联系人 2');
    expect(shown.text).toContain('5 行 → 空行 0 → ID 8 → 重复 0 → 格式不对 0 → 将发送 8，分 1 批');
    expect(shown.submit).toBe('发送给这 8 个');

    expect(await teacher.submit()).toEqual({ closed: true });
    const thread = await resultOf(school(), '欢迎报名夏令营', '4 \\+ 4 = 8');
    const [uploaded] = wecom.log('upload');
    const { media_id: mediaId } = JSON.parse(uploaded?.answer ?? '{}');
    const request = structuredClone(documented);
    request.miniprogram.thumb_media_id = mediaId;
    expect(wecom.log('send').map(({ body }) => body)).toEqual([JSON.stringify(request)]);

    for (const id of invalidIds) expect(thread).toContain(id);
    for (const kind of ['外部联系人', '家长', '学生', '部门']) expect(thread).toContain(`*无效 · ${kind}*`);
    const file = await slack.waitFor(() => slack.file('N-0001-invalid.csv'), 'the file');
    const rows = file.bytes.toString('utf8').trim().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',').slice(0, 4).join(' ').replaceAll('"', '')).sort()).toEqual([
      'external_userid1 1 外部联系人 无效',
      'parent_userid1 1 家长 无效',
      'partyid1 1 部门 无效',
      'student_userid1 1 学生 无效',
    ]);
    expect(wecom.received().map(({ id, times }) => [id, times])).toEqual(
      ['external_userid2', 'parent_userid2', 'student_userid2', 'partyid2'].map((id) => [id, 1]),
    );
    expect(slack.faults).toEqual([]);
  });
});
