import { afterEach, expect, test } from 'vitest';
import type { PageMessage, WecomCall, WecomSwitches } from '../src/sandbox/page/contract.ts';
import { repliesTo, sendNotice, sharedPage } from './page-kit.ts';
import { channelId, movableClock, parent } from './story-kit.ts';

const clock = movableClock();
const page = sharedPage({ door: 'http', clock });

const off: WecomSwitches = {
  ...{ invalidIds: [], tokenExpired: false, throttled: false, busy: false },
  ...{ slow: false, cutAnswer: false, allInvalid: false, ipNotAllowed: false },
};
const teacher = () => page().user('U0WANG');
const set = (switches: Partial<WecomSwitches>) => teacher().act({ act: 'switchWecom', set: switches });
const switches = async () => (await page().wecom()).switches;
const send = (title: string, parents = [parent(1), parent(2)]) => sendNotice(teacher(), title, parents);

afterEach(async () => {
  await set(off);
  expect(await switches()).toEqual(off);
});

/** The sends since that one, oldest first, once there are so many and all are over. */
async function sendsAfter(no: number, count: number): Promise<WecomCall[]> {
  return page().wecomWhen(({ calls }) => {
    const sends = calls.filter((call) => call.api === 'send' && call.no > no && call.end !== 'open').reverse();
    return sends.length >= count && sends;
  });
}

const lastNo = async () => (await page().wecom()).calls[0]?.no ?? 0;

/** What stands under a notice, once it says this. */
function said(notice: PageMessage, text: string): Promise<true> {
  return teacher().when((state) => {
    const parentMessage = state.messages[channelId]?.find(({ ts }) => ts === notice.ts);
    return JSON.stringify([parentMessage, ...repliesTo(state, channelId, notice.ts)]).includes(text);
  });
}

test('these ids are invalid, until they are not', async () => {
  await set({ invalidIds: [` ${parent(2)} `, ''] });
  expect(await switches()).toEqual({ ...off, invalidIds: [parent(2)] });
  await said(await send('两人一无效'), parent(2));
  await set({ invalidIds: [] });
  await said(await send('两人都有效'), '已受理 2');
});

test('the tokens end, once', async () => {
  await said(await send('先取一次令牌'), '已受理 2');
  const before = await lastNo();
  await set({ tokenExpired: true });
  expect(await switches()).toEqual(off);
  await said(await send('令牌过期'), '已受理 2');
  expect((await sendsAfter(before, 2)).map(({ errcode }) => errcode)).toEqual([42001, 0]);
});

test('busy, to the next two sends', async () => {
  const before = await lastNo();
  await set({ busy: true });
  expect(await switches()).toEqual({ ...off, busy: true });
  const notice = await send('系统繁忙');
  await sendsAfter(before, 1);
  clock.advance(20_000);
  await sendsAfter(before, 2);
  expect(await switches()).toEqual(off);
  clock.advance(20_000);
  expect((await sendsAfter(before, 3)).map(({ errcode }) => errcode)).toEqual([-1, -1, 0]);
  await said(notice, '已受理 2');
});

test('slow, until it is not', async () => {
  const before = await lastNo();
  await set({ slow: true });
  const notice = await send('很慢');
  const running = await page().wecomWhen(({ calls }) => calls.find(({ api, no }) => api === 'send' && no > before));
  expect(running).toMatchObject({ end: 'open', answeredAt: null, fault: 'slow' });
  await clock.untilSleeping(3000);
  clock.advance(3000);
  await said(notice, '已受理 2');
  await set({ slow: false });
  await said(await send('不慢了'), '已受理 2');
  expect((await sendsAfter(before, 2)).map(({ fault }) => fault)).toEqual(['slow', null]);
});

test('the answer to the next send is cut off, though it reached the phones', async () => {
  const before = await lastNo();
  await set({ cutAnswer: true });
  expect(await switches()).toEqual({ ...off, cutAnswer: true });
  await send('连接断了');
  const [cut] = await sendsAfter(before, 1);
  expect(cut).toMatchObject({ end: 'cut', status: null, errcode: null });
  expect((await page().wecom()).cards.filter(({ title }) => title === '连接断了')).toHaveLength(1);
  expect(await switches()).toEqual(off);
});

test('everybody is invalid, until they are not', async () => {
  const before = await lastNo();
  await set({ allInvalid: true });
  await said(await send('全部无效'), parent(1));
  await set({ allInvalid: false });
  await said(await send('又都有效'), '已受理 2');
  expect((await sendsAfter(before, 2)).map(({ errcode }) => errcode)).toEqual([81013, 0]);
});

test('this address is not allowed, until it is', async () => {
  const before = await lastNo();
  await set({ ipNotAllowed: true });
  await said(await send('地址不对'), '60020');
  await set({ ipNotAllowed: false });
  await said(await send('地址对了'), '已受理 2');
  expect((await sendsAfter(before, 2)).map(({ errcode }) => errcode)).toEqual([60020, 0]);
});

test('throttled for a minute from the first send that meets it', async () => {
  const before = await lastNo();
  await set({ throttled: true });
  clock.advance(120_000);
  expect(await switches()).toEqual({ ...off, throttled: true });
  const notice = await send('被限流了');
  await said(notice, '被限流');
  clock.advance(61_000);
  expect(await switches()).toEqual(off);
  await said(notice, '已受理 2');
  expect((await sendsAfter(before, 2)).map(({ errcode }) => errcode)).toEqual([45009, 0]);
});

test('Slack answers 429 for a time; what was to be said is said after it', async () => {
  const { rehearsal } = page();
  await teacher().act({ act: 'rateLimitSlack', seconds: 30 });
  expect((await teacher().state()).rateLimitedUntil).toBeGreaterThan(clock.now());
  const refused = rehearsal.slack.waitFor(
    () =>
      rehearsal.slack.calls('chat.postMessage').find(({ answer }) => JSON.stringify(answer).includes('ratelimited')),
    'a refusal',
  );
  const sent = send('Slack 限流');
  await refused;
  await teacher().act({ act: 'rateLimitSlack', seconds: 0 });
  expect((await teacher().state()).rateLimitedUntil).toBeNull();
  clock.advance(31_000);
  await said(await sent, '已受理 2');
});

test('the bot is taken out of a channel and asked back in', async () => {
  const isMember = async () => (await teacher().state()).places.find(({ id }) => id === channelId)?.isBotMember;
  await teacher().act({ act: 'removeBot', place: channelId });
  expect(await isMember()).toBe(false);
  await teacher().act({ act: 'inviteBot', place: channelId });
  expect(await isMember()).toBe(true);
});

test('a company authorises from WeCom’s market, and takes it back', async () => {
  const { wecom, user } = page();
  const { suites, companies, authorisations } = await wecom();
  const [suiteId = '', delegated = ''] = suites.map((suite) => suite.suiteId);
  const corpId = companies[0]?.corpId ?? '';
  expect(authorisations).toEqual([{ suiteId, corpId }]);
  const admin = user('U0ADMIN');
  expect(await admin.act({ act: 'cancelAuth', suiteId: delegated, corpId })).toEqual({
    ok: false,
    error: '这家企业没有授权这个应用。',
  });
  expect(await admin.act({ act: 'authorise', suiteId: delegated, corpId, mode: 'admin' })).toEqual({ ok: true });
  expect((await wecom()).authorisations).toEqual([
    { suiteId, corpId },
    { suiteId: delegated, corpId },
  ]);
  expect(await admin.act({ act: 'cancelAuth', suiteId: delegated, corpId })).toEqual({ ok: true });
  expect(await admin.act({ act: 'pushTicket', suiteId })).toEqual({ ok: true });
  expect((await wecom()).authorisations).toEqual([{ suiteId, corpId }]);
});
