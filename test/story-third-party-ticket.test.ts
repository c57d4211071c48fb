import { expect, test } from 'vitest';
import { describeOnEachStore } from './databases.ts';
import { until } from './story-delivery-kit.ts';
import { movableClock, sharedRehearsal, threadWith, tick } from './story-kit.ts';
import {
  authorise,
  memberIds,
  providerWith,
  reachedOnce,
  sendTemplate,
  settled,
  suiteId,
  without,
} from './story-third-party-kit.ts';

const minuteMs = 60_000;
const members = memberIds(3, '等 ticket');
const crossing = memberIds(3, '与 ticket 擦肩而过');
const unread = memberIds(3, 'ticket 读不出来');
const later = memberIds(3, '重启后等 ticket');

describeOnEachStore('the ticket is lost', (newPlace) => {
  const clock = movableClock();
  const provider = providerWith([...members, ...crossing, ...unread, ...later]);
  const school = sharedRehearsal(newPlace, { clock, thirdParty: true, wecom: { provider } });

  /** As after an outage of more than half an hour: no token is left, and no ticket to make one from. */
  function loseAll(): void {
    const { wecom } = school();
    wecom.withholdTickets(true);
    wecom.expireTickets();
    wecom.expireSuiteTokens({ as: 42009 });
    wecom.expireTokens({ as: 42001 });
  }
  const asked = () => school().wecom.log('suiteToken').length;

  test('a company authorises the suite', () => authorise(school()));

  test('the thread says what it waits for, WeCom is left alone, and the next push sets it going', async () => {
    const { wecom } = school();
    loseAll();
    const before = asked();
    const ts = await sendTemplate(school(), members, '等 ticket');
    const waiting = await threadWith(school(), ts, '在等企业微信推送 ticket');
    expect(waiting).not.toMatch(/✅|🛑|⛔/);
    expect(asked()).toBe(before + 1);

    // The ticket before is still new enough to be looked at once more; it was refused, so WeCom is not asked again.
    for (const ms of [10_000, 9 * minuteMs]) {
      clock.advance(ms);
      await tick(1500);
      expect(asked()).toBe(before + 1);
    }
    clock.advance(2 * minuteMs);
    await until(() => asked() === before + 2, 'another look after ten minutes');
    expect(reachedOnce(school(), members)).toBe(0);

    await wecom.pushTicket(suiteId);
    expect(await threadWith(school(), ts, '✅ 已受理 3')).not.toContain('在等企业微信推送 ticket');
    expect(asked()).toBe(before + 3);
    expect(reachedOnce(school(), members)).toBe(3);
  });

  /** Sent off; the ticket that came before is being refused when the next one comes, and is worked through. */
  async function crossedBy(ids: string[], name: string) {
    const refused = school().wecom.inject({ api: 'suiteToken', fault: { type: 'hold' } });
    const ts = await sendTemplate(school(), ids, name);
    await refused.arrived;
    await school().wecom.pushTicket(suiteId);
    await settled(school());
    return { ts, refused };
  }

  test('a ticket that comes while the last one is being refused is used at once', async () => {
    loseAll();
    const { ts, refused } = await crossedBy(crossing, '与 ticket 擦肩而过');
    refused.release();
    await threadWith(school(), ts, '✅ 已受理 3');
    expect(reachedOnce(school(), crossing)).toBe(3);
  });

  test('one that could not be read then is looked at again ten seconds after it came', async () => {
    loseAll();
    const { ts, refused } = await crossedBy(unread, 'ticket 读不出来');
    await without(school(), 'suites', async () => {
      refused.release();
      await threadWith(school(), ts, '在等企业微信推送 ticket');
    });
    clock.advance(10_000);
    await threadWith(school(), ts, '✅ 已受理 3');
    expect(reachedOnce(school(), unread)).toBe(3);
  });

  test('what waits outlives the bot, and so does a ticket', async () => {
    const { wecom } = school();
    loseAll();
    const ts = await sendTemplate(school(), later, '重启后等 ticket');
    await threadWith(school(), ts, '在等企业微信推送 ticket');
    await school().restart();
    // The new bot may be looking with the old ticket just now; then the other look, ten real seconds later, finds it.
    await wecom.pushTicket(suiteId);
    await threadWith(school(), ts, '✅ 已受理 3');
    expect(reachedOnce(school(), later)).toBe(3);
  });
});
