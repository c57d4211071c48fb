/** A template message, from its report to its recall, through Slack's buttons and commands to WeCom's record. */
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { chenguangStaff } from '../src/sandbox/wecom/provider/sample.ts';
import { describeOnEachStore } from './databases.ts';
import { sumsIn } from './story-delivery-kit.ts';
import {
  admin,
  asTimePasses,
  channel,
  channelId,
  movableClock,
  sharedRehearsal,
  threadWith,
  wang,
} from './story-kit.ts';
import {
  authorise,
  companyOf,
  eventually,
  key,
  memberIds,
  providerWith,
  sendTemplate,
} from './story-third-party-kit.ts';

const { 张伟, 李娜, 王芳, 陈静, 周强 } = chenguangStaff;
const li = 'U0LI';
const hourMs = 60 * 60_000;
const many = (name: string) => memberIds(2500, name);
const names = ['发到一半', '连不上', '重启', '凭证过期'];

describeOnEachStore('a template message', (newPlace) => {
  const clock = movableClock();
  const provider = providerWith(names.flatMap(many));
  // One request at a time: what is on its way is one batch.
  const env = { WECOM_CONCURRENCY: '1' };
  const school = sharedRehearsal(newPlace, { clock, thirdParty: true, wecom: { provider }, env });
  const person = (id = wang) => school().slack.person(id);
  const recall = async (name: string, user = wang) => {
    await person(user).command('/wecom', { channel, text: `撤回 ${name}` });
  };
  const nameOf = (ts: string) => /T-\d{4}/.exec(school().slack.threadText(channelId, ts))?.[0] ?? '';
  /** How many of these members still have it, by WeCom's own record. */
  const stillThere = (ids: string[]) =>
    ids.filter((id) =>
      school()
        .wecom.memberInbox(id)
        .some(({ recalledAt }) => recalledAt === null),
    ).length;

  test('a company authorises the suite', () => authorise(school()));

  test('five members, one unknown to the app and one without a licence: told apart, and recalled by the button', async () => {
    const { slack, wecom } = school();
    const to = [张伟, 李娜, 王芳, 陈静, 周强];
    const ts = await sendTemplate(school(), to, '会议改期');
    const thread = await threadWith(school(), ts, /以前可以撤回/);
    expect(sumsIn(thread)).toEqual([{ parts: [3, 2], total: 5 }]);
    for (const said of ['⚠️ 已受理 3，无效 2', '成员 5', '*无效 · 成员*', '没有接口许可*', '模板消息没有送达回执'])
      expect(thread).toContain(said);
    const csv = await slack.waitFor(() => slack.file(`${nameOf(ts)}-invalid.csv`), 'the file');
    const rows = parse(csv.bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.map(({ ID, 类别 }) => [ID, 类别])).toEqual([
      [陈静, '成员'],
      [周强, '成员'],
    ]);
    expect(rows[0]?.原因).toContain('请服务商为他购买或续期');

    await person(li).click('撤回', { channel });
    await person(li).waitForPrivate('只有发送的人', { channel });
    expect(wecom.log('recall')).toHaveLength(0);
    await person().click('撤回', { channel });
    await person().waitForPrivate('正在撤回', { channel });
    const after = await threadWith(school(), ts, '企业微信已撤回 3');
    expect(after).toContain('*↩️ 已撤回 3*');
    expect(after).toContain('微信插件里的还在');
    expect(after).not.toContain('[撤回]');
    expect(stillThere(to)).toBe(0);
    await recall(nameOf(ts));
    await person().waitForPrivate('已经有人要求撤回', { channel });
    expect(slack.faults).toEqual([]);
  });

  test('by command: somebody else may not, an administrator may', async () => {
    const ts = await sendTemplate(school(), [张伟, 王芳], '全体会');
    await threadWith(school(), ts, /以前可以撤回/);
    await recall(nameOf(ts), li);
    await person(li).waitForPrivate('只有发送的人和管理员可以撤回', { channel });
    await recall(nameOf(ts), admin);
    await threadWith(school(), ts, '企业微信已撤回 2');
    expect(school().slack.threadText(channelId, ts)).toContain('@管理员 要求撤回');
    await recall('T-0999');
    await person().waitForPrivate('没有 T-0999', { channel });
  });

  test('while it is being sent: the rest stays here, and what is on its way is taken back', async () => {
    const { wecom } = school();
    const held = wecom.inject({ api: 'message', fault: { type: 'hold', carriedOut: true } });
    const ts = await sendTemplate(school(), many('发到一半'), '发到一半');
    await held.arrived;
    await recall(nameOf(ts));
    await threadWith(school(), ts, '正在撤回');
    held.release();
    const thread = await threadWith(school(), ts, '企业微信已撤回 1,000');
    expect(sumsIn(thread).at(-1)).toEqual({ parts: [1000, 1500], total: 2500 });
    expect(thread).toContain('已要求撤回，所以剩余的不再发');
    expect(thread).not.toContain('[发送剩余的');
    expect(stillThere(many('发到一半'))).toBe(0);
  });

  test('WeCom cannot be reached: it goes on by itself', async () => {
    const { wecom } = school();
    const ts = await sendTemplate(school(), many('连不上'), '连不上');
    await threadWith(school(), ts, /以前可以撤回/);
    await wecom.goDown();
    await recall(nameOf(ts));
    await threadWith(school(), ts, '正在撤回');
    await wecom.comeUp();
    await asTimePasses(clock, 2 * 60_000, threadWith(school(), ts, '企业微信已撤回 2,500'));
    expect(stillThere(many('连不上'))).toBe(0);
  });

  test('the bot is restarted in between: everything is taken back', async () => {
    const { wecom } = school();
    const ts = await sendTemplate(school(), many('重启'), '重启');
    await threadWith(school(), ts, /以前可以撤回/);
    const held = wecom.inject({ api: 'recall', skip: 1, fault: { type: 'hold', carriedOut: false } });
    await recall(nameOf(ts));
    await held.arrived;
    const restarted = school().restart();
    held.release();
    await restarted;
    await threadWith(school(), ts, '企业微信已撤回 2,500');
    expect(stillThere(many('重启'))).toBe(0);
  });

  test('its token has died: a fresh one, and each message is asked back once', async () => {
    const { wecom } = school();
    const ts = await sendTemplate(school(), many('凭证过期'), '凭证过期');
    await threadWith(school(), ts, /以前可以撤回/);
    const [tokens, calls] = [wecom.log('corpToken').length, wecom.log('recall').length];
    wecom.expireTokens({ as: 42001 });
    await recall(nameOf(ts));
    await threadWith(school(), ts, '企业微信已撤回 2,500');
    expect(wecom.log('corpToken').length - tokens).toBe(1);
    expect(wecom.log('recall').length - calls).toBe(4);
  });

  test('what WeCom refuses names cause and cure; mended, it can be asked for again', async () => {
    const { wecom } = school();
    const ts = await sendTemplate(school(), [张伟], '白名单');
    await threadWith(school(), ts, /以前可以撤回/);
    const errmsg = 'not allow to access from your ip, from ip: 203.0.113.7';
    wecom.inject({ api: 'recall', fault: { type: 'errcode', errcode: 60020, errmsg } });
    await recall(nameOf(ts));
    const thread = await threadWith(school(), ts, '⛔ 1 个撤不回');
    expect(thread).toMatch(/@王老师 \*⛔ 1 个撤不回/);
    expect(thread).toContain('服务商的 IP 白名单里：203.0.113.7（60020）');
    expect(thread).toContain('[撤回]');
    await recall(nameOf(ts));
    await threadWith(school(), ts, '企业微信已撤回 1');
  });

  test('the company takes its authorisation back: nothing is recalled until it authorises again', async () => {
    const { wecom } = school();
    const ts = await sendTemplate(school(), [李娜], '取消授权前');
    await threadWith(school(), ts, /以前可以撤回/);
    await wecom.cancelAuth(key);
    await eventually(async () => (await companyOf(school())) === undefined, 'the company to be gone');
    await recall(nameOf(ts));
    const gone = await threadWith(school(), ts, '⛔ 1 个撤不回');
    expect(gone).toContain('撤不回的原因：应用已不能再用');
    await authorise(school());
    await recall(nameOf(ts));
    await threadWith(school(), ts, '企业微信已撤回 1');
  });

  test('after 24 hours the button goes by itself, and the command says why', async () => {
    const ts = await sendTemplate(school(), [王芳], '昨天的');
    await threadWith(school(), ts, /以前可以撤回/);
    clock.advance(24 * hourMs);
    await threadWith(school(), ts, '超过 24 小时，不能再撤回');
    expect(school().slack.threadText(channelId, ts)).not.toContain('[撤回]');
    await recall(nameOf(ts));
    await person().waitForPrivate('已超过 24 小时', { channel });
    expect(school().slack.faults).toEqual([]);
  });
});
