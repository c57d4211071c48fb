import { expect, test } from 'vitest';
import { describeOnEachStore } from './databases.ts';
import { noticeTo, receivedOnce, sumsIn, until } from './story-delivery-kit.ts';
import { channel, movableClock, send, sharedRehearsal, threadWith, wang } from './story-kit.ts';

const minuteMs = 60_000;

describeOnEachStore('story 6: the token dies in mid-send', (newPlace, share) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock, wecom: { directory: 'open' }, log: () => undefined });
  const teacher = () => school().slack.person(wang);

  test.each(share([42001, 40014] as const))(
    '%i: one refresh for all, each refused call replayed once',
    async (errcode) => {
      const { wecom } = school();
      const title = `令牌失效 ${errcode}`;
      const calls = wecom.log('send').length;
      // The first call goes alone; the other four are in WeCom's hands together when the token dies.
      const four = wecom.inject({ api: 'send', skip: 1, times: 4, fault: { type: 'hold' } });
      const ts = await send(school(), teacher(), noticeTo(5000, title));
      await until(() => four.hits() === 4, 'four calls at once');
      const tokens = wecom.log('gettoken').length;
      wecom.expireTokens({ as: errcode });
      four.release();
      const thread = await threadWith(school(), ts, '5,000 = 5,000');
      expect(wecom.log('gettoken').length).toBe(tokens + 1);
      const made = wecom.log('send').slice(calls);
      expect(made.filter(({ effect }) => effect === 'sent')).toHaveLength(5);
      expect(made.filter(({ answer }) => answer?.includes(`"errcode":${errcode}`))).toHaveLength(4);
      expect(made).toHaveLength(9);
      expect(receivedOnce(school(), 5000, title)).toBe(5000);
      expect(sumsIn(thread)).toEqual([{ parts: [5000], total: 5000 }]);
    },
  );

  test.each(share([42001, 40014]))(
    '%i again with the fresh token: it stops, and the rest goes out later',
    async (errcode) => {
      const { wecom } = school();
      const title = `令牌又失效 ${errcode}`;
      const dead = wecom.inject({ api: 'send', skip: 1, times: null, fault: { type: 'errcode', errcode } });
      const ts = await send(school(), teacher(), noticeTo(2093, title));
      const stopped = await threadWith(school(), ts, '发送剩余的 1,093 个');
      expect(stopped).toContain('🛑 已停止：已受理 1,000，未发 1,093');
      expect(stopped).toContain('@王老师');
      expect(stopped).toContain(`WECOM_SECRET`);
      expect(sumsIn(stopped)).toEqual([{ parts: [1000, 1093], total: 2093 }]);
      expect(receivedOnce(school(), 2093, title)).toBe(1000);

      dead.remove();
      clock.advance(minuteMs + 1);
      await teacher().click('发送剩余的 1,093 个', { channel });
      const thread = await threadWith(school(), ts, '2,093 = 2,093');
      expect(sumsIn(thread).at(-1)).toEqual({ parts: [2093], total: 2093 });
      expect(receivedOnce(school(), 2093, title)).toBe(2093);
      expect(thread).toContain('✅ 已受理 2,093');
    },
  );
});
