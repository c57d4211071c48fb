/** A company authorises through our link: its browser comes back with the code, perhaps twice, perhaps beside a push. */
import { expect, test } from 'vitest';
import { describeOnEachStore } from './databases.ts';
import { sharedRehearsal } from './story-kit.ts';
import { agree, companyOf, eventually, installLink, settled, suiteId, toldAdmin } from './story-third-party-kit.ts';

describeOnEachStore('authorised through our link', (newPlace) => {
  const rehearsal = sharedRehearsal(newPlace, { thirdParty: true, env: { WECOM_SUITES_FILE: '' } });
  const asked = () => rehearsal().wecom.log('permanentCode');

  test('the same way back twice, and the code by a push as well: it is used once, and told once', async () => {
    const back = await agree(await installLink(rehearsal()));
    const [first, again] = [await fetch(back), await fetch(back)];
    for (const page of [first, again]) {
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
      expect(await page.text()).toMatch(/已收到授权[\s\S]*Authorised/);
    }
    const fields = { SuiteId: suiteId, InfoType: 'create_auth', TimeStamp: 1, AuthCode: codeIn(back), State: '' };
    expect(await rehearsal().wecom.pushEvent({ suiteId, fields })).toMatchObject({ taken: true });
    await eventually(async () => (await companyOf(rehearsal()))?.info, 'the company');
    await settled(rehearsal());
    expect(asked()).toMatchObject([{ effect: 'exchanged' }]);
    expect(toldAdmin(rehearsal())).toHaveLength(1);
    expect(toldAdmin(rehearsal())[0]).toMatch(/^✅ .*晨光教育集团/);
  });

  test('another code on the same way back is not taken', async () => {
    const link = await installLink(rehearsal());
    const back = await agree(link);
    expect((await fetch(back)).status).toBe(200);
    const other = back.replace(codeIn(back), 'x'.repeat(86));
    expect((await fetch(other)).status).toBe(400);
    await settled(rehearsal());
    expect(asked()).toHaveLength(2);
  });

  test('a code that WeCom does not know: whoever asked is told so, and nothing is sent twice', async () => {
    const { wecom } = rehearsal();
    wecom.inject({ api: 'permanentCode', times: null, fault: { type: 'errcode', errcode: 40078 } });
    const told = toldAdmin(rehearsal()).length;
    await fetch(await agree(await installLink(rehearsal())));
    await eventually(async () => toldAdmin(rehearsal())[told], 'the news');
    expect(toldAdmin(rehearsal()).slice(told)).toEqual([expect.stringMatching(/^⚠️ .*40078/)]);
    await settled(rehearsal());
    expect(asked()).toHaveLength(3);
    wecom.clearFaults();
  });

  test('what came of it is told once Slack can be told', async () => {
    const { slack } = rehearsal();
    const told = toldAdmin(rehearsal()).length;
    slack.failNext('chat.postMessage', 'internal_error');
    await fetch(await agree(await installLink(rehearsal())));
    await eventually(async () => toldAdmin(rehearsal())[told + 1], 'the second try');
    await settled(rehearsal());
    expect(toldAdmin(rehearsal()).slice(told)).toHaveLength(2);
  });
});

function codeIn(back: string): string {
  return new URL(back).searchParams.get('auth_code') ?? '';
}
