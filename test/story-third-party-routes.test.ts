import { expect, test } from 'vitest';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { chenguangCompany, chenguangDelegated, chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { channel, compose, sharedRehearsal, threadWith, wang } from './story-kit.ts';
import { agentOf, authorise, corpId, delegatedKey } from './story-third-party-kit.ts';

const { forms } = wordsFor('zh');
const company = chenguangCompany.name;

const apps = [
  { kind: 'own', name: chenguangApp.name, corp: chenguangApp.corpId, agent: chenguangApp.agentId, asked: 'gettoken' },
  { kind: 'suite', name: `${company} · ${chenguangSuite.name}`, corp: corpId, agent: 1_000_101, asked: 'corpToken' },
  {
    kind: 'delegated',
    name: `${company} · ${chenguangDelegated.name}`,
    corp: corpId,
    agent: 1_000_102,
    asked: 'gettoken',
  },
] as const;

describeOnEachStore('one notice by each kind of app', (newPlace) => {
  const school = sharedRehearsal(newPlace, { thirdParty: true, wecom: { directory: 'open' } });

  test('a company authorises the suite and the delegated app', async () => {
    await authorise(school());
    await authorise(school(), delegatedKey);
  });

  test.each(apps)('$kind: asks for its token its own way, and names its own agent', async (app) => {
    const { wecom, slack } = school();
    const title = `通知 ${app.kind}`;
    const asked = { gettoken: wecom.log('gettoken').length, corpToken: wecom.log('corpToken').length };
    await compose(slack.person(wang), { title, parents: `parent_of_${app.kind}` });
    await slack.person(wang).choose(forms.notice.compose.app, app.name);
    await slack.person(wang).submit();
    await slack.person(wang).waitForModal(forms.notice.review.title);
    await slack.person(wang).submit();
    const { ts } = await slack.waitForMessage(title, { channel });
    await threadWith(school(), ts, '✅ 已受理 1');

    const sent = wecom.sent().filter((one) => JSON.stringify(one).includes(title));
    expect(sent).toHaveLength(1);
    const [call] = wecom.log('send').slice(-1);
    expect(call && agentOf(call)).toBe(app.agent);
    const made = {
      gettoken: wecom.log('gettoken').slice(asked.gettoken),
      corpToken: wecom.log('corpToken').slice(asked.corpToken),
    };
    const [own, other] = app.asked === 'gettoken' ? [made.gettoken, made.corpToken] : [made.corpToken, made.gettoken];
    expect(other).toEqual([]);
    expect(own).toMatchObject([{ effect: 'token' }]);
    expect(own[0]?.query.corpid ?? JSON.parse(own[0]?.body ?? '').auth_corpid).toBe(app.corp);
  });

  test('each with a token of its own', () => {
    const tokens = school()
      .wecom.log('send')
      .map(({ token }) => token);
    expect(new Set(tokens).size).toBe(3);
    expect(tokens).not.toContain(null);
  });
});
