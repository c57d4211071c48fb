import { afterEach, describe, expect, it } from 'vitest';
import { makeSchool, type School } from '../src/sandbox/wecom/school.ts';
import { handClock, openCounter, pick, stopAll } from './sandbox-wecom-client.ts';

afterEach(stopAll);

const allParents = (school: School) => [...new Set(school.students.flatMap((student) => student.parents))];

describe('the default school', () => {
  it.each([1, 2, 59, 60, 2300])('has exactly %i parents, each with a child in a class', (parents) => {
    const school = makeSchool({ parents });
    const ids = allParents(school).map((parent) => parent.parentId.toLowerCase());
    expect(new Set(ids).size).toBe(parents);
    const classes = new Set(school.departments.filter(({ type }) => type === 1).map(({ id }) => id));
    expect(school.students.every((student) => student.departments.every((id) => classes.has(id)))).toBe(true);
  });

  it('is the same every time, and has followers, others, and siblings', () => {
    const school = makeSchool({ parents: 60 });
    expect(makeSchool({ parents: 60 })).toEqual(school);
    expect(allParents(school).filter((parent) => !parent.isSubscribed)).toHaveLength(6);
    expect(allParents(school).every((parent) => parent.isSubscribed === (parent.externalUserId !== null))).toBe(true);
    expect(pick(school.students, 24).parents).toBe(pick(school.students, 23).parents);
  });
});

describe('who is invalid', () => {
  it('comes back in lower case, kind by kind, while the others are sent to', async () => {
    const { wecom, say } = await openCounter();
    const student = pick(wecom.school.students, 0);
    const parent = pick(student.parents, 0);
    const { json } = await say({
      ...{ to_parent_userid: [parent.parentId.toUpperCase(), 'Nobody_A'], to_student_userid: ['NOBODY_B'] },
      ...{ to_external_user: ['wmNobody'], to_party: ['999', '1'] },
    });
    expect(json).toEqual({
      ...{ errcode: 0, errmsg: 'ok', invalid_parent_userid: ['nobody_a'], invalid_student_userid: ['nobody_b'] },
      ...{ invalid_external_user: ['wmnobody'], invalid_party: ['999'] },
    });
    expect(wecom.received()).toEqual([
      { kind: 'parent', id: parent.parentId.toUpperCase(), times: 1 },
      { kind: 'department', id: '1', times: 1 },
    ]);
  });

  it('is everybody: 81013, all named, nothing sent', async () => {
    const { wecom, say } = await openCounter();
    const { json } = await say({ to_parent_userid: ['X'], to_student_userid: ['Y'], to_party: ['Z'] });
    expect(json).toMatchObject({ errcode: 81013, invalid_parent_userid: ['x'], invalid_party: ['z'] });
    expect(json).toMatchObject({ invalid_student_userid: ['y'], invalid_external_user: [] });
    expect(wecom.sent()).toEqual([]);
  });

  it('is, with an open directory, only who was named so', async () => {
    const { wecom, say } = await openCounter({ directory: 'open', invalidIds: ['Gone'] });
    wecom.addInvalid(['left']);
    const { json } = await say({ to_parent_userid: ['anybody', 'GONE', 'Left'] });
    expect(json).toMatchObject({ errcode: 0, invalid_parent_userid: ['gone', 'left'] });
  });

  it.each([
    ['silent', []],
    ['invalid', ['stu202600006_parent1']],
  ] as const)('may be who does not follow (undocumented): %s', async (notFollowing, invalid) => {
    const { wecom, say } = await openCounter({ notFollowing });
    const parents = allParents(wecom.school);
    const other = parents.find((parent) => !parent.isSubscribed)?.parentId ?? '';
    const { json } = await say({ to_parent_userid: [pick(parents, 0).parentId, other] });
    expect(json).toMatchObject({ errcode: 0, invalid_parent_userid: invalid });
    expect(wecom.inbox(other)).toEqual([]);
  });
});

describe('who receives', () => {
  it('parents through themselves, their external id, their child, the class, the grade, the school', async () => {
    const { wecom, say } = await openCounter();
    const student = pick(wecom.school.students, 0);
    const parent = pick(student.parents, 0);
    await say({ to_parent_userid: [parent.parentId] });
    await say({ to_external_user: [parent.externalUserId] });
    await say({ to_student_userid: [student.studentId] });
    for (const department of [student.departments[0], '11', '1']) await say({ to_party: [department] });
    await say({ toall: 1 });
    expect(wecom.inbox(parent.parentId)).toHaveLength(7);
    expect(wecom.inbox(parent.externalUserId ?? '')).toHaveLength(7);
    expect(wecom.inbox(student.studentId)).toEqual([]);
    expect(wecom.inbox(pick(allParents(wecom.school), 1).parentId)).toHaveLength(2);
  });

  it('students when the scope says so, parents then not', async () => {
    const { wecom, say } = await openCounter();
    const student = pick(wecom.school.students, 0);
    const parent = pick(student.parents, 0);
    await say({ to_student_userid: [student.studentId], recv_scope: 1 });
    expect([wecom.inbox(student.studentId).length, wecom.inbox(parent.parentId).length]).toEqual([1, 0]);
    await say({ to_student_userid: [student.studentId], recv_scope: 2 });
    expect([wecom.inbox(student.studentId).length, wecom.inbox(parent.parentId).length]).toEqual([2, 1]);
  });

  it('a parent reached by two lists of one call once, by two calls twice', async () => {
    const { wecom, say } = await openCounter();
    const student = pick(wecom.school.students, 0);
    const parent = pick(student.parents, 0);
    const both = { to_parent_userid: [parent.parentId], to_student_userid: [student.studentId] };
    await say(both);
    expect(wecom.inbox(parent.parentId)).toHaveLength(1);
    await say(both);
    expect(wecom.inbox(parent.parentId)).toHaveLength(2);
    expect(wecom.received()).toContainEqual({ kind: 'parent', id: parent.parentId, times: 2 });
  });
});

describe('a duplicate', () => {
  it('shows also within one list, whatever its case', async () => {
    const { wecom, say } = await openCounter({ directory: 'open' });
    await say({ to_parent_userid: ['p1', 'P1'] });
    expect(wecom.received()).toEqual([{ kind: 'parent', id: 'p1', times: 2 }]);
  });
});

describe('the duplicate check', () => {
  const checked = { to_parent_userid: ['p1'], enable_duplicate_check: 1, duplicate_check_interval: 60 };

  it('answers 0 but does not send the same JSON again within the interval', async () => {
    const clock = handClock();
    const { wecom, say } = await openCounter({ directory: 'open', clock });
    await say(checked);
    clock.pass(59_999);
    expect((await say(checked)).json.errcode).toBe(0);
    expect(wecom.inbox('p1')).toHaveLength(1);
    expect(wecom.log('send').map((entry) => entry.effect)).toEqual(['sent', 'suppressed']);
    clock.pass(1);
    await say(checked);
    expect(wecom.inbox('p1')).toHaveLength(2);
  });

  it('lasts half an hour unless told otherwise', async () => {
    const clock = handClock();
    const { wecom, say } = await openCounter({ directory: 'open', clock });
    const plain = { to_parent_userid: ['p1'], enable_duplicate_check: 1 };
    await say(plain);
    clock.pass(1_799_999);
    await say(plain);
    expect(wecom.sent()).toHaveLength(1);
    clock.pass(1);
    await say(plain);
    expect(wecom.sent()).toHaveLength(2);
  });

  it('sends other bytes, and the same bytes without the flag, again', async () => {
    const { wecom, say } = await openCounter({ directory: 'open' });
    await say(checked);
    await say({ ...checked, to_parent_userid: ['p1', 'p2'] });
    for (const _ of [1, 2]) await say({ to_parent_userid: ['p1'] });
    expect(wecom.inbox('p1')).toHaveLength(4);
  });
});
