/** The notice form where there are several apps: the school's own, a suite's and a delegated one. */
import { expect, test } from 'vitest';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { chenguangDelegated, chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { channel, compose, parent, sendRequests, sharedRehearsal, wang } from './story-kit.ts';
import { authorise, companyOf, delegatedKey, eventually, key } from './story-third-party-kit.ts';

const { compose: form, review, appGone } = wordsFor('zh').forms.notice;

describeOnEachStore('apps come and go', (newPlace) => {
  const school = sharedRehearsal(newPlace, { thirdParty: true });
  const teacher = () => school().slack.person(wang);
  const agents: number[] = [];

  test('with one app there is nothing to choose', async () => {
    await compose(teacher(), { parents: parent(1) });
    expect(teacher().modal()?.values).not.toHaveProperty([form.app]);
    await teacher().close();
  });

  test.each([
    ['own', chenguangApp.name],
    ['suite', chenguangSuite.name],
    ['delegated', chenguangDelegated.name],
  ])('a notice goes by the route of the app that was chosen: %s', async (kind, name) => {
    if (kind === 'own') for (const each of [key, delegatedKey]) await authorise(school(), each);
    const before = sendRequests(school()).length;
    await compose(teacher(), { title: `用 ${name} 发`, parents: parent(1) });
    await teacher().choose(form.app, name);
    await teacher().submit();
    const { text } = await teacher().waitForModal(review.title);
    expect(text).toContain(name);
    expect(await teacher().submit()).toEqual({ closed: true });
    await school().slack.waitForMessage(`用 ${name} 发`, { channel });
    await expect.poll(() => sendRequests(school()).length, { timeout: 10_000 }).toBe(before + 1);
    agents.push(Number(sendRequests(school()).at(-1)?.agentid));
    expect(new Set(agents).size).toBe(agents.length);
  });

  test('an app that is gone while the review stands open is asked for anew', async () => {
    const before = sendRequests(school()).length;
    await compose(teacher(), { title: '企业取消了授权', parents: parent(2) });
    await teacher().choose(form.app, chenguangSuite.name);
    await teacher().submit();
    await teacher().waitForModal(review.title);
    await school().wecom.cancelAuth(key);
    await eventually(async () => (await companyOf(school())) === undefined, 'the company to be gone');
    await teacher().submit();
    const { text, values } = await teacher().waitForModal((modal) => form.title in modal.values);
    expect(text).toContain(appGone);
    expect(values[form.title]).toBe('企业取消了授权');
    await teacher().choose(form.app, chenguangApp.name);
    await teacher().submit();
    await teacher().waitForModal(review.title);
    expect(await teacher().submit()).toEqual({ closed: true });
    await expect.poll(() => sendRequests(school()).length, { timeout: 10_000 }).toBe(before + 1);
    expect(sendRequests(school()).at(-1)).toMatchObject({ agentid: chenguangApp.agentId });
    expect(school().slack.faults).toEqual([]);
  });
});
