/** Whatever goes wrong, no secret gets into the log, into Slack, into the store or to a stranger. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint, sealWith } from '../src/wecom/seal.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { expectNone, leaksIn, spellingsOf } from './secrets-detector.ts';
import {
  cachedTokens,
  everyByte,
  everyRow,
  startWatchedSchool,
  toldToSlack,
  type WatchedSchool,
} from './secrets-kit.ts';
import { pathsWith } from './secrets-paths.ts';
import { wecomPaths } from './secrets-wecom-paths.ts';

describeOnEachStore('no secret gets out', (newPlace, share) => {
  let place: StorePlace;
  let school: WatchedSchool;
  beforeAll(async () => {
    place = await newPlace();
    // Neither door has to do with the store: each is tried with one.
    school = await startWatchedSchool(place, place.databaseUrl === null ? 'http' : 'socket');
  });
  afterAll(() => place.remove());

  test.each(pathsWith(share(wecomPaths)))('$name', ({ take }) => take(school));

  test('a stranger heard nothing', () => {
    expect(school.stranger.heard).toEqual([]);
  });

  test('not into Slack', () => {
    expectNone(toldToSlack(school), ['all goes well again', 'views.open', 'N-0001-invalid.csv'], school.canaries());
  });

  test('not into any row of the store, where the token itself is kept under lock', async () => {
    expectNone(await everyRow(school.store), ['all goes well again', 'pgboss.job', 'wecom:token:'], school.canaries());
    const { unseal } = sealWith(school.env.WECOM_SECRET ?? '', 'access token cache');
    const inUse = school.canaries().findLast(({ name }) => name.startsWith('access token'));
    expect((await cachedTokens(school.store)).map(unseal)).toEqual([inUse?.value]);
  });

  test('not into the log, nor past it', async () => {
    const canaries = school.canaries();
    await school.stop();
    expectNone(school.said.join(''), ['listener failed', 'http request body', 'foreignAddress', '<secret>'], canaries);
  });

  test('not into the files of the embedded store', async () => {
    if (place.databaseUrl === null)
      expectNone(await everyByte(place.dataDir), ['all goes well again'], school.canaries());
  });
});

describe('the search finds a secret', () => {
  const value = 'K3y+Wecom/"canary"=Zq8vT1s/0pLmNx7RbYd4';
  const line = (text: string) => `{"level":"error","msg":"refused: ${text}"}\n`;
  const found = (text: string) =>
    leaksIn(line('<secret>') + line(text) + line('…'), [{ name: 'it', value }]).length > 0;

  test.each<[string, string]>([
    ['as it is', value],
    ['in JSON', JSON.stringify(value)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(value))],
    ['in a URL', encodeURIComponent(value)],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(value))],
    ['in a form', new URLSearchParams({ value }).toString()],
    ['in Base64', btoa(value)],
    ['in Base64, one byte on', btoa(`:${value}`)],
    ['in Base64, two bytes on', btoa(`::${value}::`)],
    ['in Base64 for URLs', Buffer.from(value).toString('base64url')],
    ['as bytes in hexadecimal', Buffer.from(value).toString('hex')],
    ['cut after twelve characters', value.slice(0, 12)],
    ['without its beginning', value.slice(9)],
  ])('%s', (_how, text) => {
    expect(found(text)).toBe(true);
  });

  test('and nothing where there is none', () => {
    for (const text of [
      '<secret>',
      value.slice(0, 11),
      fingerprint(value),
      sealWith(value, 'response_url').seal(value),
    ])
      expect(found(text)).toBe(false);
    expect(spellingsOf(value).every((spelling) => spelling.length >= 12)).toBe(true);
  });
});
