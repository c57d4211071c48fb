import { expect, test } from 'vitest';
import { describeOnEachStore } from './databases.ts';
import { sumsIn, until } from './story-delivery-kit.ts';
import { channel, movableClock, sharedRehearsal, threadWith, wang } from './story-kit.ts';
import { authorise, memberIds, providerWith, reachedOnce, sendTemplate } from './story-third-party-kit.ts';

const size = 5000;
const deaths = [
  { suite: 42009, corp: 42001 },
  { suite: 40082, corp: 40014 },
] as const;
const revoked = '代码失效';
const minuteMs = 60_000;
const groups = deaths.map(({ suite, corp }) => `会议 ${suite} ${corp}`);

describeOnEachStore('story 6 for a suite: both its tokens die in mid-send', (newPlace, share) => {
  const clock = movableClock();
  const members = [...groups, revoked].flatMap((group) => memberIds(size, group));
  const school = sharedRehearsal(newPlace, { clock, thirdParty: true, wecom: { provider: providerWith(members) } });

  test('a company authorises the suite', () => authorise(school()));

  test.each(share(deaths))(
    '$suite and $corp: one refresh each for all, each refused call replayed once',
    async (as) => {
      const { wecom } = school();
      const name = `会议 ${as.suite} ${as.corp}`;
      const calls = wecom.log('message').length;
      // The first call goes alone; the other four are in WeCom's hands together when the tokens die.
      const four = wecom.inject({ api: 'message', skip: 1, times: 4, fault: { type: 'hold' } });
      const ts = await sendTemplate(school(), memberIds(size, name), name);
      await until(() => four.hits() === 4, 'four calls at once');
      const [suiteTokens, corpTokens] = [wecom.log('suiteToken').length, wecom.log('corpToken').length];
      wecom.expireTokens({ as: as.corp });
      wecom.expireSuiteTokens({ as: as.suite });
      four.release();
      const thread = await threadWith(school(), ts, '5,000 = 5,000');
      expect(wecom.log('suiteToken')).toHaveLength(suiteTokens + 1);
      // One that the dead suite token asked for in vain, and one that was given.
      expect(wecom.log('corpToken').slice(corpTokens)).toMatchObject([{ effect: 'none' }, { effect: 'token' }]);
      const made = wecom.log('message').slice(calls);
      expect(made.filter(({ effect }) => effect === 'sent')).toHaveLength(5);
      expect(made.filter(({ answer }) => answer?.includes(`"errcode":${as.corp}`))).toHaveLength(4);
      expect(made).toHaveLength(9);
      expect(reachedOnce(school(), memberIds(size, name))).toBe(size);
      expect(sumsIn(thread)).toEqual([{ parts: [size], total: size }]);
    },
  );

  test('a permanent code that is no longer good: it stops, nobody is forgotten, and the rest goes out later', async () => {
    const { wecom } = school();
    const wrong = wecom.inject({ api: 'corpToken', times: null, fault: { type: 'errcode', errcode: 40084 } });
    const second = wecom.inject({ api: 'message', skip: 1, times: null, fault: { type: 'hold' } });
    const ts = await sendTemplate(school(), memberIds(size, revoked), revoked);
    await until(() => second.hits() === 4, 'four calls at once');
    wecom.expireTokens({ as: 42001 });
    second.remove();
    const stopped = await threadWith(school(), ts, '发送剩余的 4,000 个');
    expect(stopped).toContain('🛑 已停止：已受理 1,000，未发 4,000');
    expect(sumsIn(stopped)).toEqual([{ parts: [1000, 4000], total: size }]);
    expect(stopped).not.toContain('WECOM_SECRET');
    expect(wrong.hits()).toBe(1);
    expect(reachedOnce(school(), memberIds(size, revoked))).toBe(1000);

    wrong.remove();
    clock.advance(minuteMs + 1);
    await school().slack.person(wang).click('发送剩余的 4,000 个', { channel });
    const thread = await threadWith(school(), ts, '5,000 = 5,000');
    expect(sumsIn(thread).at(-1)).toEqual({ parts: [size], total: size });
    expect(reachedOnce(school(), memberIds(size, revoked))).toBe(size);
  });
});
