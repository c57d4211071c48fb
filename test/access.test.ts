import { expect, test } from 'vitest';
import { type GroupAnswer, openAccess, type Refusal } from '../src/access.ts';
import type { Roster } from '../src/config.ts';

const nobody: Roster = { users: [], groups: [] };
const groups: Record<string, GroupAnswer> = {
  S_TEACHERS: { type: 'members', users: ['U_TEACHER', 'U_BOTH'] },
  S_OFFICE: { type: 'members', users: ['U_OFFICE'] },
  S_EMPTY: { type: 'members', users: [] },
  S_DOWN: { type: 'unknown' },
};

function open(rosters: { senders?: Roster; admins?: Roster }) {
  const refusals: Refusal[] = [];
  const asked: string[] = [];
  const access = openAccess({
    senders: rosters.senders ?? nobody,
    admins: rosters.admins ?? nobody,
    groupMembers: async (group) => {
      asked.push(group);
      return groups[group] ?? { type: 'unknown' };
    },
    refused: (refusal) => refusals.push(refusal),
  });
  return { access, refusals, asked };
}

const listed: Roster = { users: ['U_WANG', 'W_GRID'], groups: ['S_TEACHERS', 'S_EMPTY'] };

test.each([
  ['a listed user', 'U_WANG', true],
  ['a listed user of an Enterprise workspace', 'W_GRID', true],
  ['a member of a listed group', 'U_TEACHER', true],
  ['a stranger', 'U_GUEST', false],
  ['a member of a group that is not listed', 'U_OFFICE', false],
  ['an id that begins like a listed one', 'U_WANG2', false],
  ['an id in lower case', 'u_wang', false],
  ["a group's own id", 'S_TEACHERS', false],
  ['an empty id', '', false],
])('%s: %s', async (_who, user, allowed) => {
  const { access } = open({ senders: listed, admins: listed });
  expect((await access.maySend(user)).type).toBe(allowed ? 'allowed' : 'refused');
  expect((await access.mayAdminister(user)).type).toBe(allowed ? 'allowed' : 'refused');
});

test('an empty list means nobody, whoever is in the other list', async () => {
  const { access, refusals } = open({ admins: listed });
  for (const user of ['U_WANG', 'U_TEACHER', 'U_GUEST']) {
    expect(await access.maySend(user)).toEqual({ type: 'refused', reason: 'notListed' });
  }
  expect(refusals).toHaveLength(3);
  const other = open({ senders: listed });
  expect(await other.access.mayAdminister('U_WANG')).toEqual({ type: 'refused', reason: 'notListed' });
});

test('a group Slack does not tell about lets nobody in, and the reason says so', async () => {
  const { access, refusals } = open({ senders: { users: ['U_WANG'], groups: ['S_DOWN', 'S_TEACHERS'] } });
  expect(await access.maySend('U_GUEST')).toEqual({ type: 'refused', reason: 'groupsUnknown' });
  expect(refusals).toEqual([{ user: 'U_GUEST', right: 'send', reason: 'groupsUnknown' }]);
  expect(await access.maySend('U_TEACHER')).toEqual({ type: 'allowed' });
});

test('who is listed by name is let in without asking Slack', async () => {
  const { access, asked } = open({ senders: { users: ['U_WANG'], groups: ['S_DOWN'] } });
  expect(await access.maySend('U_WANG')).toEqual({ type: 'allowed' });
  expect(asked).toEqual([]);
});

test('every refusal goes to the audit, no permission does', async () => {
  const { access, refusals } = open({ senders: listed, admins: { users: ['U_BOSS'], groups: [] } });
  await access.maySend('U_WANG');
  await access.mayAdminister('U_WANG');
  expect(refusals).toEqual([{ user: 'U_WANG', right: 'administer', reason: 'notListed' }]);
});
