/** Whatever goes wrong between WeCom and a provider, none of its secrets gets into the log, into Slack, the store or an answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { expectNone } from './secrets-detector.ts';
import { everyByte, everyRow, toldToSlack } from './secrets-kit.ts';
import { startWatchedProvider, type WatchedProvider } from './secrets-third-party-kit.ts';
import { callbackPaths, wecomPaths } from './secrets-third-party-paths.ts';
import { agree, authorise, installLink, suiteId } from './story-third-party-kit.ts';

describeOnEachStore('no secret of a provider gets out', (newPlace, share) => {
  let place: StorePlace;
  let school: WatchedProvider;
  beforeAll(async () => {
    place = await newPlace();
    school = await startWatchedProvider(place);
    await authorise(school);
  });
  afterAll(() => place.remove());

  test.each([...share(wecomPaths), ...callbackPaths])('$name', async ({ take }) => {
    await take(school);
  });

  test('a company authorises through our link, after a restart', async () => {
    await school.restart();
    // The last one that came was no good, and the token before it may have died.
    await school.wecom.pushTicket(suiteId);
    const back = new URL(await agree(await installLink(school)));
    expect(await school.call(`${back.pathname}${back.search}`)).toMatch(/^200 /);
  });

  test('every kind of secret was met', () => {
    for (const [name, values] of school.seen) expect([name, values.size > 0]).toEqual([name, true]);
  });

  test('not into Slack, where only the link to authorise by has its pre-auth code', () => {
    const canaries = school.canaries().filter(({ name }) => !name.startsWith('pre_auth_code'));
    expectNone(toldToSlack(school), ['3rdapp/install', '通知 '], canaries);
  });

  test('not into an answer', () => {
    const pushed = school.wecom.pushes().flatMap(({ tries }) => tries.map(({ text }) => text));
    expectNone([...school.answered, ...pushed].join('\n'), ['success', 'refused'], school.canaries());
  });

  test('not into any row of the store', async () => {
    expectNone(await everyRow(school.store), ['suite_events', 'authorisations', 'wecom:token:'], school.canaries());
  });

  test('not into the log, nor into the files of the embedded store', async () => {
    const canaries = school.canaries();
    await school.stop();
    expectNone(school.said.join(''), ['callback refused', 'could not be stored', '<secret>'], canaries);
    if (place.databaseUrl === null) expectNone(await everyByte(place.dataDir), ['suite_events'], canaries);
  });
});
