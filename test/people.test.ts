import Keyv from 'keyv';
import { expect, test } from 'vitest';
import { openLog } from '../src/log.ts';
import { type Cache, openPeople, type PeopleClient } from '../src/slack/people.ts';

type Slack = { locale?: string; members?: string[]; down?: boolean };

function open(slack: Slack, cache: Cache = new Keyv()) {
  let asked = 0;
  const answer = async <T>(value: T) => {
    asked += 1;
    if (slack.down) throw new Error('An API error occurred: user_not_found');
    return value;
  };
  const client: PeopleClient = {
    users: { info: () => answer({ user: slack.locale === undefined ? {} : { locale: slack.locale } }) },
    usergroups: { users: { list: () => answer(slack.members === undefined ? {} : { users: slack.members }) } },
  };
  const log = openLog({ level: 'silent', secrets: [] });
  const people = openPeople({ client, cache, defaultLocale: 'zh', log });
  return { people, asked: () => asked };
}

test.each([
  ['zh-CN', 'zh'],
  ['zh-TW', 'zh'],
  ['en-US', 'en'],
  ['en-GB', 'en'],
  ['ja-JP', 'zh'],
  [undefined, 'zh'],
])('Slack says %s: %s', async (locale, expected) => {
  const { people } = open(locale === undefined ? {} : { locale });
  expect(await people.localeOf('U1')).toBe(expected);
});

test('asked once, then remembered, for each person', async () => {
  const { people, asked } = open({ locale: 'en-US' });
  expect([await people.localeOf('U1'), await people.localeOf('U1'), await people.localeOf('U2')]).toEqual([
    'en',
    'en',
    'en',
  ]);
  expect(asked()).toBe(2);
});

test('a Slack that is down: the default language, and not asked again at once', async () => {
  const { people, asked } = open({ down: true });
  expect([await people.localeOf('U1'), await people.localeOf('U1')]).toEqual(['zh', 'zh']);
  expect(asked()).toBe(1);
});

test('a cache that is down: still no error', async () => {
  const down = () => Promise.reject(new Error('store closed'));
  const { people } = open({ locale: 'en-US', members: ['U1'] }, { get: down, set: down });
  expect(await people.localeOf('U1')).toBe('zh');
  expect(await people.groupMembers('S1')).toEqual({ type: 'unknown' });
});

test('members of a group, remembered', async () => {
  const { people, asked } = open({ members: ['U1', 'U2'] });
  expect(await people.groupMembers('S1')).toEqual({ type: 'members', users: ['U1', 'U2'] });
  expect(await people.groupMembers('S1')).toEqual({ type: 'members', users: ['U1', 'U2'] });
  expect(asked()).toBe(1);
});

test('a group Slack does not tell about is unknown, and asked about again', async () => {
  const slack: Slack = { down: true };
  const { people } = open(slack);
  expect(await people.groupMembers('S1')).toEqual({ type: 'unknown' });
  slack.down = false;
  expect(await people.groupMembers('S1')).toEqual({ type: 'unknown' });
  slack.members = ['U1'];
  expect(await people.groupMembers('S1')).toEqual({ type: 'members', users: ['U1'] });
});

test('what stands in the cache is not believed blindly', async () => {
  const cache = new Keyv();
  await cache.set('locale:U1', 'xx');
  await cache.set('group:S1', 'U_EVIL');
  const { people } = open({ locale: 'en-US', members: ['U1'] }, cache);
  expect(await people.localeOf('U1')).toBe('en');
  expect(await people.groupMembers('S1')).toEqual({ type: 'members', users: ['U1'] });
});
