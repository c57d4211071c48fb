import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../src/sandbox/wecom/fault-rules.ts';
import { describeOnEachStore, embeddedPlace } from './databases.ts';
import { noticeTo, pauseAfter, receivedOnce, sumsIn, until } from './story-delivery-kit.ts';
import {
  asTimePasses,
  channel,
  movableClock,
  send,
  sharedRehearsal,
  threadWith,
  timesReceived,
  wang,
} from './story-kit.ts';

const html = '<!DOCTYPE html><html><body>Please sign in to the school network</body></html>';

describeOnEachStore('nobody knows whether WeCom carried it out', (newPlace, share) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock, wecom: { directory: 'open' }, log: () => undefined });
  const teacher = () => school().slack.person(wang);

  const doubts: { name: string; fault: FaultRule['fault']; why: string; isCarriedOut: boolean }[] = [
    { name: '连接断了', fault: { type: 'cutBeforeAnswer' }, why: '连接断了', isCarriedOut: true },
    { name: '写到一半断', fault: { type: 'cutInBody', bytes: 100 }, why: '连接断了', isCarriedOut: false },
    { name: '答复只有一半', fault: { type: 'cutInAnswer' }, why: '连接断了', isCarriedOut: true },
    { name: '网关 502', fault: { type: 'http', carriedOut: true }, why: '服务器报错', isCarriedOut: true },
    { name: '登录页', fault: { type: 'http', status: 200, body: html }, why: '答复看不懂', isCarriedOut: false },
  ];
  test.each(share(doubts))(
    '$name: told, never sent again by itself; a person has it sent again',
    async ({ name, fault, why, isCarriedOut }) => {
      const { wecom } = school();
      const [title, calls] = [`重发 ${name}`, wecom.log('send').length];
      wecom.inject({ api: 'send', skip: 1, fault });
      const ts = await send(school(), teacher(), noticeTo(3050, title));
      const thread = await threadWith(school(), ts, /重发这 [\d,]+ 个/);
      expect(sumsIn(thread)).toEqual([{ parts: [2050, 1000], total: 3050 }]);
      expect(thread).toContain('❓ 1,000 个不明，请您决定');
      expect(thread).toContain(why);
      expect(thread).toContain('@王老师');
      expect(wecom.log('send')).toHaveLength(calls + 4);
      expect(receivedOnce(school(), 3050, title)).toBe(isCarriedOut ? 3050 : 2050);

      await teacher().click('重发这 1,000 个', { channel });
      const after = await threadWith(school(), ts, '3,050 = 3,050');
      expect(sumsIn(after).at(-1)).toEqual({ parts: [3050], total: 3050 });
      expect(wecom.log('send')).toHaveLength(calls + 5);
      expect(after).not.toContain('[重发这');
    },
  );

  test('left as it is, it stays unknown, and the buttons go', async () => {
    const { wecom } = school();
    const title = '保持不变';
    wecom.inject({ api: 'send', skip: 1, fault: { type: 'cutBeforeAnswer', carriedOut: false } });
    const ts = await send(school(), teacher(), noticeTo(1050, title));
    await threadWith(school(), ts, '重发这 50 个');
    await teacher().click('保持不变', { channel });
    const thread = await threadWith(school(), ts, '50 个保持不明');
    expect(sumsIn(thread).at(-1)).toEqual({ parts: [1000, 50], total: 1050 });
    expect(thread).not.toContain('[重发这');
    expect(receivedOnce(school(), 1050, title)).toBe(1000);
  });

  test('an outage: nothing is lost, it goes on by itself', async () => {
    const { wecom } = school();
    const title = '断网';
    await wecom.goDown();
    const ts = await send(school(), teacher(), noticeTo(1050, title));
    try {
      expect(await pauseAfter(school(), ts, null)).toContain('连不上企业微信');
    } finally {
      await wecom.comeUp();
    }
    await asTimePasses(clock, 60_000, threadWith(school(), ts, '1,050 = 1,050'));
    expect(receivedOnce(school(), 1050, title)).toBe(1050);
  });

  test('the process is told to stop while a call is on its way: the answer is waited for, the rest goes out after', async () => {
    const { wecom } = school();
    const title = '更新版本';
    const held = wecom.holdNext();
    const ts = await send(school(), teacher(), noticeTo(2050, title));
    await held.arrived;
    const restarted = school().restart();
    held.release();
    await restarted;
    const thread = await threadWith(school(), ts, '2,050 = 2,050');
    expect(sumsIn(thread)).toEqual([{ parts: [2050], total: 2050 }]);
    expect(receivedOnce(school(), 2050, title)).toBe(2050);
  });

  describe('the cover’s media_id has died', () => {
    test('it is uploaded once more, and everyone is accepted', async () => {
      const { wecom } = school();
      const title = '封面过期';
      const ts = await send(school(), teacher(), noticeTo(3, '封面还在'));
      await threadWith(school(), ts, '3 = 3');
      const uploads = wecom.log('upload').length;
      wecom.expireMedia();
      const second = await send(school(), teacher(), noticeTo(2050, title));
      await threadWith(school(), second, '2,050 = 2,050');
      expect(wecom.log('upload')).toHaveLength(uploads + 1);
      expect(receivedOnce(school(), 2050, title)).toBe(2050);
    });

    test('a fresh one is refused as well: it stops and says so', async () => {
      const { wecom } = school();
      const title = '封面不行';
      const uploads = wecom.log('upload').length;
      const dead = wecom.inject({ api: 'send', times: null, fault: { type: 'errcode', errcode: 40007 } });
      const ts = await send(school(), teacher(), noticeTo(3, title));
      const thread = await threadWith(school(), ts, '发送剩余的 3 个');
      expect(thread).toContain('封面的素材编号失效');
      expect(wecom.log('upload')).toHaveLength(uploads + 1);
      expect(dead.hits()).toBe(2);
      dead.remove();
      await teacher().click('发送剩余的 3 个', { channel });
      await threadWith(school(), ts, '✅ 已受理 3');
      expect(receivedOnce(school(), 3, title)).toBe(3);
    });
  });

  test('stopped in mid-send: what is on its way is waited for, the rest stays, and can be sent later', async () => {
    const { wecom } = school();
    const title = '中途停止';
    const held = wecom.inject({ api: 'send', times: null, fault: { type: 'hold' } });
    const ts = await send(school(), teacher(), noticeTo(9050, title));
    await held.arrived;
    await teacher().click('立即停止', { channel, ts });
    await threadWith(school(), ts, '正在停止');
    held.remove();
    const stopped = await threadWith(school(), ts, /发送剩余的 [\d,]+ 个/);
    const [sum] = sumsIn(stopped);
    const [accepted = 0, unsent = 0] = sum?.parts ?? [];
    expect(sum).toEqual({ parts: [held.hits() * 1000, 9050 - held.hits() * 1000], total: 9050 });
    expect(stopped).toContain(
      `🛑 已停止：已受理 ${accepted.toLocaleString('en')}，未发 ${unsent.toLocaleString('en')}`,
    );
    expect(receivedOnce(school(), 9050, title)).toBe(accepted);
    await teacher().click(`发送剩余的 ${unsent.toLocaleString('en')} 个`, { channel });
    await threadWith(school(), ts, '9,050 = 9,050');
    expect(receivedOnce(school(), 9050, title)).toBe(9050);
  });

  test('stopped when everything had left already: accepted, and the thread says so to whoever stopped it', async () => {
    const title = '停止得晚了';
    const held = school().wecom.holdNext();
    const ts = await send(school(), teacher(), noticeTo(3, title));
    await held.arrived;
    await teacher().click('立即停止', { channel, ts });
    await threadWith(school(), ts, '正在停止');
    held.release();
    const thread = await threadWith(school(), ts, '停止得晚了：全部已经发出');
    expect(thread).toContain('✅ 已受理 3');
    expect(thread).not.toContain('[发送剩余');
  });

  test('cancelled before anything was sent', async () => {
    const { wecom, slack } = school();
    const [title, calls] = ['还没开始就取消', wecom.log().length];
    const posts = slack.calls('chat.postMessage').length;
    slack.delayNext('chat.postMessage', 60_000);
    const sent = send(school(), teacher(), noticeTo(3, title));
    await until(() => slack.calls('chat.postMessage').length > posts, 'the parent message on its way');
    await teacher().command('/wecom', { channel, text: 'list' });
    const [, name = ''] = /(N-\d+)/.exec(await teacher().waitForPrivate(title, { channel })) ?? [];
    await teacher().command('/wecom', { channel, text: `取消 ${name}` });
    clock.advance(60_000);
    const thread = await threadWith(school(), await sent, '未发 = 名单');
    expect(thread).toContain('🚫 已取消');
    expect(sumsIn(thread)).toEqual([{ parts: [3], total: 3 }]);
    expect(wecom.log()).toHaveLength(calls);
  });

  test('a combined call refused for one kind: asked again kind by kind, and the report names that kind', async () => {
    const { wecom } = school();
    const title = '部门不对';
    wecom.inject({ api: 'send', naming: '990099', times: null, fault: { type: 'errcode', errcode: 60003 } });
    const parents = 'Mum_of_Ann，Dad_of_Ann，Mum_of_Bo';
    const ts = await send(school(), teacher(), { title, parents, students: 'Ann，Bo', departments: '990099' });
    const thread = await threadWith(school(), ts, '部门不存在');
    expect(thread).toContain('| 家长 | 3      | 0    | 0    | 0    | 0    | 3    |');
    expect(thread).toContain('| 学生 | 2      | 0    | 0    | 0    | 0    | 2    |');
    expect(thread).toContain('| 部门 | 0      | 0    | 1    | 0    | 0    | 1    |');
    expect(sumsIn(thread)).toEqual([{ parts: [5, 1], total: 6 }]);
    for (const id of ['Mum_of_Ann', 'Dad_of_Ann', 'Mum_of_Bo', 'Ann', 'Bo'])
      expect(timesReceived(school(), id)).toBe(1);
    expect(timesReceived(school(), '990099')).toBe(0);
    wecom.clearFaults();
  });

  test('WeCom’s words may hold anything', async () => {
    const title = '怪话';
    const errmsg = 'a\u0000b <!channel> \ud800 *x* https://example.com';
    school().wecom.inject({ api: 'send', fault: { type: 'errcode', errcode: 48002, errmsg } });
    const ts = await send(school(), teacher(), noticeTo(3, title));
    const thread = await threadWith(school(), ts, '发送剩余的 3 个');
    expect(sumsIn(thread)).toEqual([{ parts: [3], total: 3 }]);
  });
});

describe('an answer that never comes', () => {
  const school = sharedRehearsal(embeddedPlace, { wecom: { directory: 'open' }, log: () => undefined });

  test('is unknown after a while', async () => {
    const { wecom, slack } = school();
    const title = '没有答复';
    wecom.inject({ api: 'send', fault: { type: 'blackHole' } });
    const ts = await send(school(), slack.person(wang), noticeTo(3, title));
    // As long as WeCom is given for an answer, in real time.
    await until(() => wecom.log('send')[0]?.end === 'clientGone', 'giving up');
    const thread = await threadWith(school(), ts, '重发这 3 个');
    expect(thread).toContain('没有等到答复');
    expect(wecom.log('send')).toHaveLength(1);
  });
});
