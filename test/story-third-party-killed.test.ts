/** The bot is killed while a company's authorisation is on its way; a code is good for one call. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KillableRehearsal, startKillableRehearsal } from '../src/sandbox/rehearsal.ts';
import { chenguangCompany } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { until } from './story-delivery-kit.ts';
import { admin, channel } from './story-kit.ts';
import { agree, installLink, suiteId, toldAdmin } from './story-third-party-kit.ts';

describeOnEachStore('killed in an authorisation', (newPlace) => {
  let place: StorePlace;
  let school: KillableRehearsal;
  /** The file with the other suite. */
  let delegatedOnly: string;
  beforeAll(async () => {
    place = await newPlace();
    school = await startKillableRehearsal({ door: 'http', ...place, thirdParty: true });
    delegatedOnly = school.env.WECOM_SUITES_FILE ?? '';
    await restartedWith({ WECOM_SUITES_FILE: '' });
  });
  afterAll(async () => {
    await school.stop();
    await place.remove();
  });

  async function restartedWith(env: Record<string, string>): Promise<void> {
    await school.kill('SIGTERM');
    Object.assign(school.env, env);
    await school.start();
  }

  /** What `/wecom admin` lists. */
  async function companies(): Promise<string> {
    const person = school.slack.person(admin);
    await person.command('/wecom', { channel, text: 'admin' });
    const { text } = await person.waitForModal((modal) => modal.text.includes('suite_ticket'));
    await person.closeAll();
    return text;
  }

  /** Killed while this call is in WeCom's hands, and started again. */
  async function killedIn(api: 'permanentCode' | 'authInfo'): Promise<string> {
    const told = toldAdmin(school).length;
    const held = school.wecom.inject({ api, fault: { type: 'hold', carriedOut: true } });
    await fetch(await agree(await installLink(school)));
    await held.arrived;
    await school.kill();
    held.remove();
    await school.start();
    await until(() => toldAdmin(school).length > told, 'the news', 60_000);
    return toldAdmin(school)[told] ?? '';
  }

  test('after the code was saved: what the app is there is asked again, and the administrator is told', async () => {
    expect(await killedIn('authInfo')).toMatch(/^✅/);
    expect(school.wecom.log('permanentCode')).toHaveLength(1);
  });

  test('before the code was saved: it is lost, that is said, and the next link mends it', async () => {
    expect(await killedIn('permanentCode')).toMatch(/^⚠️ .*40078/);
    const told = toldAdmin(school).length;
    await fetch(await agree(await installLink(school)));
    await until(() => toldAdmin(school).length > told, 'the news', 60_000);
    expect(toldAdmin(school)[told]).toMatch(/^✅/);
  });

  test('with another SECRET_KEY: it starts, says what it cannot read, and a new authorisation mends it', async () => {
    const { home } = wordsFor('zh').admin;
    await restartedWith({ SECRET_KEY: 'quite another key than the one before it' });
    expect(await companies()).toContain(home.unreadable);
    await school.wecom.pushTicket(suiteId);
    const told = toldAdmin(school).length;
    await fetch(await agree(await installLink(school)));
    await until(() => toldAdmin(school).length > told, 'the news', 60_000);
    expect(toldAdmin(school)[told]).toMatch(/^✅/);
    expect(await companies()).not.toContain(home.unreadable);
  });

  test('without its suite it starts as well, and with it again the company is still there', async () => {
    const suite = Object.entries(school.env).filter(([name]) => /^WECOM_(SUITE|CALLBACK)_/.test(name));
    const blank = suite.map(([name]) => [name, '']);
    await restartedWith({ ...Object.fromEntries(blank), WECOM_SUITES_FILE: delegatedOnly });
    expect(await companies()).not.toContain(chenguangCompany.name);
    await restartedWith({ ...Object.fromEntries(suite), WECOM_SUITES_FILE: '' });
    expect(await companies()).toContain(chenguangCompany.name);
  });
});
