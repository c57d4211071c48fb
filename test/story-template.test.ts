import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chenguangTemplates, chenguangStaff as staff } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { channel, guest, sharedRehearsal, threadWith, wang } from './story-kit.ts';
import {
  catalogueOf,
  composeTemplate,
  contentOf,
  meetingValues,
  register,
  reviewedTemplate,
  type TemplateMessage,
  templateRequests,
} from './story-template-kit.ts';
import { authorise, companyOf, eventually, key } from './story-third-party-kit.ts';

const { template: say } = wordsFor('zh').forms;
const { compose: form, review, confirm } = say;
const { meeting, leave, fee } = chenguangTemplates;

describeOnEachStore('template messages', (newPlace) => {
  const school = sharedRehearsal(newPlace, { thirdParty: true });
  const teacher = () => school().slack.person(wang);
  const requests = () => templateRequests(school());
  let number = 0;

  afterEach(async () => {
    if (teacher().modal()) await teacher().closeAll();
  });

  /** What the thread of the newest one says, once it says that. */
  async function resultOf(match: string): Promise<string> {
    const name = `T-${String(++number).padStart(4, '0')}`;
    const { ts } = await school().slack.waitForMessage(name, { channel });
    return threadWith(school(), ts, match);
  }
  async function sent(message: TemplateMessage, match: string): Promise<string> {
    await reviewedTemplate(teacher(), message);
    expect(await teacher().submit()).toEqual({ closed: true });
    return resultOf(match);
  }
  async function reviewOf(message: TemplateMessage): Promise<string> {
    const { text } = await reviewedTemplate(teacher(), message);
    await teacher().close();
    return text;
  }

  test('no template yet: it says who adds them', async () => {
    await teacher().command('/template-message', { channel });
    expect((await teacher().waitForModal((modal) => modal.text.includes(say.noTemplates))).submit).toBeNull();
    await teacher().close();
  });

  describe('with templates', () => {
    let ids: string[];
    beforeAll(async () => {
      ids = await register(school(), contentOf(meeting), contentOf(leave), contentOf(fee));
    });

    test('no company has authorised the app: it says so, keeps what was typed, and goes on once one has', async () => {
      await composeTemplate(teacher(), { members: staff.张伟 });
      await teacher().submit();
      await teacher().waitForModal((modal) => modal.text.includes(say.noApp));
      await authorise(school());
      await teacher().submit();
      const { text } = await teacher().waitForModal(review.title);
      for (const value of Object.values(meetingValues)) expect(text).toContain(value);
      await teacher().close();
    });

    test('the form has exactly the keywords of the template, and another template its own', async () => {
      await teacher().command('/template-message', { channel });
      const before = await teacher().waitForModal((modal) => form.template in modal.values);
      expect(Object.keys(before.values)).toEqual([form.template]);
      await teacher().submit();
      expect(teacher().modal()?.errors).toHaveProperty([form.template]);
      await teacher().choose(form.template, leave.name);
      const { values, text } = await teacher().waitForModal((modal) => '申请人' in modal.values);
      expect(Object.keys(values).slice(1, 5)).toEqual([...leave.keys, form.idTranslation]);
      expect(text).toContain(form.sample('申请人的例子'));
      await teacher().fill('申请人', '王芳');
      await teacher().choose(form.template, meeting.name);
      const other = await teacher().waitForModal((modal) => '会议室' in modal.values);
      expect(Object.keys(other.values).slice(1, 5)).toEqual([...meeting.keys, form.idTranslation]);
      expect(Object.values(other.values)).not.toContain('王芳');
      await teacher().close();
    });

    test.each([
      ['/template-message', '会议室预定', '会议室'],
      ['/wecom', '模板 请假', '申请人'],
      ['/wecom', 'template 缴费提醒', '缴费项目'],
    ])('%s %s opens on its fields', async (command, text, keyword) => {
      await teacher().command(command, { channel, text });
      await teacher().waitForModal((modal) => keyword in modal.values);
      await teacher().close();
    });

    test('a name that is none is told, and the templates can be looked through', async () => {
      await teacher().command('/template-message', { channel, text: '停课通知' });
      await teacher().waitForModal((modal) => modal.text.includes(say.notFound('停课通知')));
      await teacher().choose(form.template, fee.name);
      const { text } = await teacher().waitForModal((modal) => '缴费项目' in modal.values);
      expect(text).not.toContain(say.notFound('停课通知'));
      await teacher().close();
    });

    test('who may not send sees neither form nor templates', async () => {
      const stranger = school().slack.person(guest);
      await stranger.command('/template-message', { channel });
      expect((await stranger.waitForModal((modal) => modal.text.includes(guest))).text).toContain(
        say.refused.notListed(guest),
      );
      await stranger.close();
    });

    test('members, departments and tags are sent to as they were reviewed; who is invalid or unlicensed is told', async () => {
      const shown = await reviewOf({ members: `${staff.张伟}\n${staff.李娜}`, departments: '2', tags: '1' });
      for (const value of [meeting.name, ...Object.values(meetingValues), 'http://www.qq.com'])
        expect(shown).toContain(value);
      expect(shown).toContain('成员 2 · 部门 1 · 标签 1');
      expect(shown).toContain('4 行 → 空行 0 → ID 4 → 重复 0 → 格式不对 0 → 将发送 4，分 1 批');
      const members = [staff.张伟, staff.李娜, staff.王芳, staff.周强, staff.陈静];
      const thread = await sent({ members: members.join(','), url: 'https://example.com/a' }, staff.周强);
      expect(thread).toContain('已受理 3');
      expect(thread).toContain(staff.周强);
      expect(requests().at(-1)).toMatchObject({
        touser: members.join('|'),
        template_msg: { url: 'https://example.com/a' },
      });
    });

    test('edit back from the review: all is kept, and the next review shows the change', async () => {
      await reviewedTemplate(teacher(), { members: staff.张伟 });
      await teacher().press(review.back);
      const { values } = await teacher().waitForModal((modal) => '会议室' in modal.values);
      expect(values).toMatchObject({ ...meetingValues, [form.url]: 'http://www.qq.com' });
      await teacher().fill('会议室', '505');
      await teacher().submit();
      expect((await teacher().waitForModal(review.title)).text).toContain('505');
      await teacher().close();
    });

    test('Slack lost the answer, and the message was changed since: it is told, and nothing else goes out', async () => {
      const before = requests().length;
      await reviewedTemplate(teacher(), { members: staff.李娜, url: 'https://example.com/lost' });
      school().slack.loseAck();
      expect(await teacher().submit()).toEqual({ trouble: 'operation_timeout' });
      await resultOf('已受理 1');
      await teacher().press(review.back);
      await teacher().waitForModal((modal) => '会议室' in modal.values);
      await teacher().fill('会议室', '606');
      await teacher().submit();
      await teacher().waitForModal(review.title);
      await teacher().submit();
      const { text } = await teacher().waitForModal(review.changed.title);
      expect(text).toContain(review.changed.warning(`T-${String(number).padStart(4, '0')}`));
      await teacher().close();
      expect(requests()).toHaveLength(before + 1);
    });

    test('the same message to the same people within the hour asks first', async () => {
      const message = { members: staff.王芳, url: 'https://example.com/twin' };
      await sent(message, '已受理 1');
      await reviewedTemplate(teacher(), message);
      await teacher().submit();
      const name = `T-${String(number).padStart(4, '0')}`;
      await teacher().waitForModal((modal) => modal.text.includes(confirm.againChoice(name)));
      await teacher().submit();
      expect(teacher().modal()?.errors).toHaveProperty([confirm.again]);
      await teacher().check(confirm.again, confirm.againChoice(name));
      expect(await teacher().submit()).toEqual({ closed: true });
      await resultOf('已受理 1');
    });

    test('a list file whose heading row names the kinds', async () => {
      const rows = ['成员ID,部门ID,标签ID', `${staff.张伟},2,1`, `${staff.李娜},3,`];
      const bytes = Buffer.from(rows.join('\n'));
      const shown = await reviewOf({ list: { name: '名单.csv', bytes } });
      expect(shown).toContain('成员 2 · 部门 2 · 标签 1');
      await sent({ list: { name: '名单.csv', bytes } }, '已受理 5');
      expect(requests().at(-1)).toMatchObject({ touser: `${staff.张伟}|${staff.李娜}`, toparty: '2|3', totag: '1' });
    });

    test('all members: the word must be typed, and who was named besides is said to be ignored', async () => {
      const shown = await reviewedTemplate(teacher(), { members: staff.张伟, departments: '2', everybody: true });
      expect(shown.text).toContain(
        review.ignoredByAll([
          { kind: 'member', count: 1 },
          { kind: 'department', count: 1 },
        ]),
      );
      expect(shown.submit).toBe(review.next);
      await teacher().submit();
      await teacher().waitForModal(confirm.title);
      await teacher().fill(confirm.word(confirm.everyoneWord), '全体');
      await teacher().submit();
      expect(teacher().modal()?.errors).toEqual({
        [confirm.word(confirm.everyoneWord)]: confirm.wordFault(confirm.everyoneWord),
      });
      await teacher().fill(confirm.word(confirm.everyoneWord), confirm.everyoneWord);
      expect(await teacher().submit()).toEqual({ closed: true });
      await resultOf('已受理');
      const request = requests().at(-1);
      expect(request).toMatchObject({ touser: '@all' });
      expect(request).not.toHaveProperty('toparty');
    });

    test('tickets are sent along; unauthorised only, nobody else is named, counted or sent to', async () => {
      const { wecom } = school();
      const ticket = wecom.pickMembers({ ...key, operator: staff.张伟, members: [staff.李娜], ticket: 'Ticket+/=Abc' });
      await sent({ members: staff.王芳, tickets: `\n${ticket}\n` }, '已受理 2');
      expect(requests().at(-1)).toMatchObject({
        touser: staff.王芳,
        selected_ticket_list: ['Ticket+/=Abc'],
        only_unauth: false,
      });
      const message = { members: staff.王芳, departments: '2', tickets: ticket, onlyUnauth: true };
      const shown = await reviewOf(message);
      expect(shown).toContain(review.onlyUnauth);
      expect(shown).toContain(
        review.ignoredByUnauth([
          { kind: 'member', count: 1 },
          { kind: 'department', count: 1 },
        ]),
      );
      expect(shown).toContain('选人凭证 1');
      expect(shown).toContain('将发送 1，');
      const before = requests().length;
      await sent(message, '选人凭证 1');
      await expect.poll(() => requests().length).toBe(before + 1);
      const request = requests().at(-1);
      expect(request).toMatchObject({ selected_ticket_list: ['Ticket+/=Abc'], only_unauth: true });
      expect(request).not.toHaveProperty('touser');
      expect(request).not.toHaveProperty('toparty');
    });

    test('ids are translated; what WeCom would show as typed is warned of', async () => {
      await composeTemplate(teacher(), {
        members: staff.张伟,
        idTranslation: true,
        values: { ...meetingValues, 会议地点: '在 $departmentname=2$' },
      });
      await teacher().choose(form.insertKind, form.insertDepartment);
      await teacher().fill(form.insertId, '2');
      await teacher().choose(form.insertInto, '会议室');
      await teacher().press(form.insert);
      await teacher().waitForModal((modal) => modal.values.会议室 === '402$departmentName=2$');
      await teacher().submit();
      const { text } = await teacher().waitForModal(review.title);
      expect(text).toContain(review.notTranslated(['$departmentname=2$']));
      await teacher().submit();
      await resultOf('已受理 1');
      expect(requests().at(-1)).toMatchObject({ enable_id_trans: 1 });
      expect(school().wecom.messages().at(-1)?.items[0]).toEqual({ key: '会议室', value: '402教务处' });
    });

    test('an id whose translation does not fit is said at the field', async () => {
      await composeTemplate(teacher(), { members: staff.张伟, idTranslation: true });
      await teacher().fill(form.insertId, staff.张伟);
      await teacher().choose(form.insertInto, '会议室');
      await teacher().press(form.insert);
      await teacher().waitForModal((modal) => modal.text.includes(form.insertNoRoom(46, 40)));
      await teacher().fill('会议室', `$userName=${staff.张伟}$`);
      await teacher().submit();
      expect(teacher().modal()?.errors).toEqual({ 会议室: form.tokenTooLong(43, 40) });
      await teacher().close();
    });

    test('a company that a member authorised: no departments, no tags, no @all', async () => {
      await reviewedTemplate(teacher(), { members: staff.张伟, departments: '2' });
      await school().wecom.changeAuth(key, { mode: 'member' });
      await eventually(async () => (await companyOf(school()))?.info?.memberAuthorised, 'the change');
      await teacher().submit();
      await teacher().waitForModal((modal) => modal.text.includes(form.memberAuthorised));
      await teacher().close();
      await teacher().command('/template-message', { channel, text: meeting.name });
      const { text, values } = await teacher().waitForModal((modal) => '会议室' in modal.values);
      expect(text).toContain(form.memberAuthorised);
      expect(text).not.toContain(form.audienceAll);
      for (const kind of ['department', 'tag'] as const) expect(values).not.toHaveProperty([form.box(kind, 3000)]);
      await teacher().close();
      await school().wecom.changeAuth(key, { mode: 'admin' });
      await eventually(async () => (await companyOf(school()))?.info?.memberAuthorised === false, 'the change back');
    });

    test('WeCom has other keywords: nobody was sent to, it is not tried again, and the thread says what to do', async () => {
      const { wecom } = school();
      wecom.putTemplate({ ...meeting, keys: ['会议室', '地点', '时间'], approved: true });
      const before = requests().length;
      const inbox = wecom.messages().length;
      const thread = await sent({ members: staff.张伟, url: 'https://example.com/keywords' }, '60205');
      expect(thread).toContain('⛔');
      expect(thread).toContain('与模板的关键词不一致');
      expect(requests()).toHaveLength(before + 1);
      expect(wecom.messages()).toHaveLength(inbox);
    });

    test('a template that was retired or changed while the form stood open is noticed, and what was typed is kept', async () => {
      const catalogue = catalogueOf(school());
      const entry = await catalogue.find(ids[2] ?? '');
      if (entry === null) throw new Error('no template');
      await composeTemplate(teacher(), {
        template: fee.name,
        members: staff.张伟,
        values: { 缴费项目: '午餐费', 学生: '李晓红', 金额: '300', 截止日期: '9月30日' },
      });
      const keywords = entry.keywords.map(({ key: was, sample }) => ({ key: was === '学生' ? '姓名' : was, sample }));
      await catalogue.edit({ id: entry.id, seen: entry.updatedAt }, { ...entry, keywords }, 'U0ADMIN');
      await teacher().submit();
      const changed = await teacher().waitForModal((modal) => modal.text.includes(say.templateChanged));
      expect(changed.values).toMatchObject({ 缴费项目: '午餐费', 姓名: '', 金额: '300', 截止日期: '9月30日' });
      await teacher().fill('姓名', '李晓红');
      await teacher().submit();
      await teacher().waitForModal(review.title);
      await catalogue.retire(entry.id, 'U0ADMIN');
      await teacher().submit();
      await teacher().waitForModal((modal) => modal.text.includes(say.templateGone));
      await teacher().close();
    });

    test('the company takes its authorisation back while the review stands open: nothing is saved', async () => {
      const before = requests().length;
      await reviewedTemplate(teacher(), {
        template: leave.name,
        members: staff.张伟,
        values: { 申请人: '王芳', 请假时间: '明天', 审批结果: '同意' },
      });
      await school().wecom.cancelAuth(key);
      await eventually(async () => (await companyOf(school())) === undefined, 'the company to be gone');
      await teacher().submit();
      await teacher().waitForModal((modal) => modal.text.includes(say.noApp));
      await teacher().close();
      expect(requests()).toHaveLength(before);
    });

    test('Slack took everything the bot showed', () => expect(school().slack.faults).toEqual([]));
  });
});
