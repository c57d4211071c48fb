import { describe, expect, test } from 'vitest';
import { nextDayInShanghai } from '../src/delivery/retry.ts';
import { describeOnEachStore } from './databases.ts';
import { noticeTo, pauseAfter, receivedOnce, sumsIn } from './story-delivery-kit.ts';
import { channel, movableClock, send, sharedRehearsal, threadWith, wang } from './story-kit.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** As Slack shows a time: by the second, in Shanghai. */
const shown = (at: number) =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit' })
    .format(at)
    .replace(/^24/, '00');

describeOnEachStore('story 10: WeCom’s limits', (newPlace, share) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, {
    ...{ clock, wecom: { directory: 'open' }, log: () => undefined },
    env: { WECOM_CONCURRENCY: '1' },
  });
  const teacher = () => school().slack.person(wang);

  describe('45009, too often', () => {
    test('says until when, asks nothing in between, and goes on by itself', async () => {
      const { wecom } = school();
      const title = '限流一分钟';
      const window = wecom.inject({
        ...{ api: 'send', skip: 1, forMs: minuteMs - 5000 },
        fault: { type: 'errcode', errcode: 45009 },
      });
      const ts = await send(school(), teacher(), noticeTo(2093, title));
      const paused = await pauseAfter(school(), ts, null);
      const refusedAt = wecom.log('send').findLast(({ answer }) => answer?.includes('45009'))?.receivedAt ?? 0;
      const times = [0, 1000, 2000].map((ms) => shown(refusedAt + minuteMs + ms));
      expect(times.map((time) => `⏸ 被限流，${time} 自动继续`)).toContain(paused);
      clock.advance(minuteMs - 10_000);
      const calls = wecom.log('send').length;
      clock.advance(11_000);
      const thread = await threadWith(school(), ts, '2,093 = 2,093');
      expect(wecom.log('send')).toHaveLength(calls + 2);
      expect(window.hits()).toBe(1);
      expect(receivedOnce(school(), 2093, title)).toBe(2093);
      expect(sumsIn(thread)).toHaveLength(1);
    });

    test('met by the cover, it is said as well', async () => {
      const { wecom } = school();
      wecom.expireMedia();
      wecom.inject({ api: 'upload', fault: { type: 'errcode', errcode: 45009 } });
      const ts = await send(school(), teacher(), noticeTo(3, '封面被限流'));
      await threadWith(school(), ts, '⏸ 被限流');
      clock.advance(minuteMs + 1);
      await threadWith(school(), ts, '✅ 已受理 3');
    });

    test('[Stop now] works while it waits', async () => {
      const { wecom } = school();
      const title = '限流时停止';
      wecom.inject({ api: 'send', skip: 1, forMs: minuteMs, fault: { type: 'errcode', errcode: 45009 } });
      const ts = await send(school(), teacher(), noticeTo(2093, title));
      await threadWith(school(), ts, '⏸ 被限流');
      await teacher().click('立即停止', { channel, ts });
      const thread = await threadWith(school(), ts, '发送剩余的 1,093 个');
      expect(thread).toContain('🛑 已停止：已受理 1,000，未发 1,093');
      expect(thread).toContain('@王老师 停止了发送');
      clock.advance(hourMs);
      await teacher().click('发送剩余的 1,093 个', { channel });
      await threadWith(school(), ts, '2,093 = 2,093');
      expect(receivedOnce(school(), 2093, title)).toBe(2093);
    });

    test('a minute, an hour, then the day: it stops, says until when, and goes on when somebody says so', async () => {
      const { wecom } = school();
      const title = '当日上限';
      const limit = wecom.inject({ api: 'send', skip: 1, times: null, fault: { type: 'errcode', errcode: 45009 } });
      const ts = await send(school(), teacher(), noticeTo(2093, title));
      const first = await pauseAfter(school(), ts, null);
      clock.advance(minuteMs + 1);
      expect(await pauseAfter(school(), ts, first)).toContain('被限流');
      expect(limit.hits()).toBe(2);
      clock.advance(hourMs + 1);
      const stopped = await threadWith(school(), ts, '发送剩余的 1,093 个');
      const midnight = nextDayInShanghai(clock.now());
      expect(limit.hits()).toBe(3);
      expect(stopped).toContain('🛑 已停止：已受理 1,000，未发 1,093');
      expect(stopped).toContain('到了企业微信的每日上限');
      expect(stopped).toContain('00:00');
      await teacher().click('发送剩余的 1,093 个', { channel });
      await teacher().waitForPrivate(/要到 .*00:00.* 以后才能继续/);
      expect(limit.hits()).toBe(3);
      limit.remove();
      clock.advance(midnight - clock.now() + 1);
      await teacher().click('发送剩余的 1,093 个', { channel });
      await threadWith(school(), ts, '2,093 = 2,093');
      expect(receivedOnce(school(), 2093, title)).toBe(2093);
    });
  });

  describe('-1, busy', () => {
    const waitWhileBusy = async (ts: string, times: number) => {
      let pause: string | null = null;
      for (let i = 0; i < times; i += 1) {
        pause = await pauseAfter(school(), ts, pause);
        expect(pause).toContain('企业微信繁忙');
        clock.advance(20_000);
      }
    };

    test('is tried three times more, then nobody knows', async () => {
      const { wecom } = school();
      const title = '一直繁忙';
      const busy = wecom.inject({ api: 'send', times: null, fault: { type: 'errcode', errcode: -1 } });
      const ts = await send(school(), teacher(), noticeTo(3, title));
      await waitWhileBusy(ts, 3);
      const thread = await threadWith(school(), ts, '重发这 3 个');
      expect(thread).toContain('❓ 3 个不明，请您决定');
      expect(busy.hits()).toBe(4);
      busy.remove();
      expect(sumsIn(thread)).toEqual([{ parts: [3], total: 3 }]);
    });

    test('twice, then accepted', async () => {
      const title = '繁忙两次';
      school().wecom.inject({ api: 'send', times: 2, fault: { type: 'errcode', errcode: -1 } });
      const ts = await send(school(), teacher(), noticeTo(3, title));
      await waitWhileBusy(ts, 2);
      await threadWith(school(), ts, '3 = 3');
      expect(receivedOnce(school(), 3, title)).toBe(3);
    });
  });

  const settings = [
    { errcode: 60020, cause: '本机器人的 IP 不在企业可信 IP 里：127.0.0.1', cure: '请管理员把这个 IP 加进企业可信 IP' },
    { errcode: 301002, cause: 'Secret 与 AgentId 不是同一个应用的', cure: 'WECOM_AGENT_ID' },
    { errcode: 48002, cause: '应用没有发学校通知的权限', cure: '家长可使用的应用' },
  ];
  test.each(share(settings))('$errcode is never tried again and names the cure', async ({ errcode, cause, cure }) => {
    const title = `设置不对 ${errcode}`;
    const rule = school().wecom.inject({ api: 'send', times: null, fault: { type: 'errcode', errcode } });
    const ts = await send(school(), teacher(), noticeTo(2093, title));
    const thread = await threadWith(school(), ts, '发送剩余的 2,093 个');
    clock.advance(2 * hourMs);
    expect(thread).toContain(`⛔ 未发送：${cause}（${errcode}）`);
    expect(thread).toContain(cure);
    expect(thread).toContain('@王老师');
    expect(sumsIn(thread)).toEqual([{ parts: [2093], total: 2093 }]);
    expect(rule.hits()).toBe(1);
    rule.remove();
    await teacher().click('发送剩余的 2,093 个', { channel });
    await threadWith(school(), ts, '✅ 已受理 2,093');
    expect(receivedOnce(school(), 2093, title)).toBe(2093);
  });
});

describeOnEachStore('story 10: WeCom’s limit of calls at once', (newPlace) => {
  const school = sharedRehearsal(newPlace, { wecom: { directory: 'open', maxConcurrent: 2 }, log: () => undefined });

  test('45033: fewer at once, and everybody is accepted once', async () => {
    const { wecom, slack } = school();
    const title = '并发太高';
    // Slow enough that calls meet.
    wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: 30 } });
    const ts = await send(school(), slack.person(wang), noticeTo(30_000, title));
    await threadWith(school(), ts, '30,000 = 30,000');
    const refused = wecom.log('send').filter(({ answer }) => answer?.includes('"errcode":45033'));
    // Four at once against two: two refusals and then hardly any more. At an unchanged pace it would be every other call.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(8);
    expect(receivedOnce(school(), 30_000, title)).toBe(30_000);
  });
});
