/** A company takes its authorisation back while a message to it is being sent, and gives it again. */
import { expect, test } from 'vitest';
import { describeOnEachStore } from './databases.ts';
import { sumsIn } from './story-delivery-kit.ts';
import { channel, sharedRehearsal, threadWith, wang } from './story-kit.ts';
import {
  authorise,
  companyOf,
  eventually,
  key,
  memberIds,
  providerWith,
  reachedOnce,
  sendTemplate,
} from './story-third-party-kit.ts';

const title = '授权被取消';
const members = memberIds(3000, title);

describeOnEachStore('an authorisation taken back in mid-send', (newPlace) => {
  const school = sharedRehearsal(newPlace, { thirdParty: true, wecom: { provider: providerWith(members) } });

  test('what was answered stands, nothing more is asked, and a new authorisation lets a person send the rest', async () => {
    const { wecom, slack } = school();
    await authorise(school());
    const second = wecom.inject({ api: 'message', skip: 1, fault: { type: 'hold', carriedOut: true } });
    const ts = await sendTemplate(school(), members, title);
    await second.arrived;
    await wecom.cancelAuth(key);
    await eventually(async () => (await companyOf(school())) === undefined, 'the company to be gone');
    second.release();
    const stopped = await threadWith(school(), ts, '发送剩余的');
    const [{ parts: [accepted = 0, unsent = 0] = [] } = { parts: [] }] = sumsIn(stopped);
    expect(accepted + unsent).toBe(3000);
    expect(reachedOnce(school(), members)).toBe(accepted);

    await authorise(school());
    await slack.person(wang).click(`发送剩余的 ${unsent.toLocaleString('en')} 个`, { channel });
    expect(sumsIn(await threadWith(school(), ts, '3,000 = 3,000')).at(-1)).toEqual({ parts: [3000], total: 3000 });
    expect(reachedOnce(school(), members)).toBe(3000);
  });
});
