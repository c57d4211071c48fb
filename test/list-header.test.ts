import { describe, expect, test } from 'vitest';
import type { RecipientKind } from '../src/audience.ts';
import { readList } from '../src/list/read.ts';
import type { ListResult } from '../src/list/result.ts';

function readText(text: string, kind: RecipientKind | null = null): ListResult {
  return readList(new TextEncoder().encode(text), { kind });
}

function read(result: ListResult) {
  if (result.type === 'fault') throw new Error(`${result.fault}: ${result.detail}`);
  return result;
}

function sent(result: ListResult): string[] {
  return read(result).lists.flatMap(({ kind, ids, lines }) => ids.map((id, i) => `${kind}:${id}@${lines[i]}`));
}

describe('a header says the kinds', () => {
  const names: [string, RecipientKind][] = [
    ['家长ID', 'parent'],
    ['家长', 'parent'],
    ['家长 ＩＤ（必填）', 'parent'],
    ['to_parent_userid', 'parent'],
    ['Parent UserID', 'parent'],
    ['学生ID', 'student'],
    ['student_userid', 'student'],
    ['学号', 'student'],
    ['部门ID', 'department'],
    ['班级', 'department'],
    ['to_party', 'department'],
    ['家长1ID', 'parent'],
    ['家长ID2', 'parent'],
    ['家长二 ID', 'parent'],
    ['父亲ID', 'parent'],
    ['母亲UserID（企业微信）', 'parent'],
    ['监护人1账号', 'parent'],
    ['parent1_id', 'parent'],
    ['Parent 2 UserID', 'parent'],
    ['Mother ID', 'parent'],
    ['外部联系人', 'externalUser'],
    ['to_external_user', 'externalUser'],
    ['external_userid', 'externalUser'],
  ];
  test.each(names)('%s', (name, kind) => {
    const result = read(readText(`${name}\nx1\nx2`));
    expect(sent(result)).toEqual([`${kind}:x1@2`, `${kind}:x2@3`]);
    expect(result.headerKinds).toEqual([kind]);
    expect(result.arithmetic).toEqual({
      lines: 3,
      headings: 1,
      blank: 0,
      ids: 2,
      repeated: 0,
      malformed: 0,
      willSend: 2,
    });
  });

  test('several kinds in one file, other columns left alone and named', () => {
    const result = read(readText('姓名,家长ID,手机,学生ID\n张伟,p1,13800138000,s1\n李红,p2,,\n\n王芳,P1,,s1'));
    expect(sent(result)).toEqual(['parent:p1@2', 'parent:p2@3', 'student:s1@2']);
    expect(result.headerKinds).toEqual(['parent', 'student']);
    expect(result.unreadColumns).toEqual(['姓名', '手机']);
    expect(result.arithmetic).toEqual({
      lines: 5,
      headings: 1,
      blank: 1,
      ids: 5,
      repeated: 2,
      malformed: 0,
      willSend: 3,
    });
  });

  test('both parents of a child', () => {
    const result = read(readText('学生,家长1ID,家长1手机,家长2ID\n张伟,p1,13800138000,p2\n李红,p3,,', 'parent'));
    expect(sent(result)).toEqual(['parent:p1@2', 'parent:p2@2', 'parent:p3@3']);
    expect(result.unreadColumns).toEqual(['学生', '家长1手机']);
  });

  test.each([',', '\t', ';', '|', '，', '；'])('columns parted by %j', (mark) => {
    expect(sent(readText(`姓名${mark}家长ID\n张伟${mark}p1`))).toEqual(['parent:p1@2']);
  });

  test('ids joined inside a cell, by quotes or by a full-width comma', () => {
    expect(sent(readText('姓名,家长ID\n张伟,"p1,p2"\n李红,p3，p4\n'))).toEqual([
      'parent:p1@2',
      'parent:p2@2',
      'parent:p3@3',
      'parent:p4@3',
    ]);
  });

  test('a quoted cell over several lines: the lines stay those of the file', () => {
    const result = read(readText('备注,家长ID\n"一\n二, ""三""",p1\nx,"p2\np3"\n'));
    expect(sent(result)).toEqual(['parent:p1@3', 'parent:p2@4', 'parent:p3@5']);
    expect(result.arithmetic).toMatchObject({ lines: 5, blank: 1, ids: 3 });
  });

  test('a stray quote swallows nothing', () => {
    expect(sent(readText('姓名,家长ID\n"张伟,p1\n李"红,p2\n"王"芳,p3\n'))).toEqual([
      'parent:p1@2',
      'parent:p2@3',
      'parent:p3@4',
    ]);
  });

  test('titles above it', () => {
    const result = read(readText('2026年春季家长名单,,\n\n姓名,家长ID,\n张伟,p1,'));
    expect(sent(result)).toEqual(['parent:p1@4']);
    expect(result.arithmetic).toEqual({
      lines: 4,
      headings: 2,
      blank: 1,
      ids: 1,
      repeated: 0,
      malformed: 0,
      willSend: 1,
    });
  });

  test('a row wider than the header is shown whole and not sent to', () => {
    const result = read(readText('家长ID,姓名\np1,p2,张伟\np3,李红\n'));
    expect(sent(result)).toEqual(['parent:p3@3']);
    expect(result.malformed).toEqual([{ kind: 'parent', line: 2, text: 'p1,p2,张伟', fault: 'badCharacters' }]);
    expect(result.arithmetic).toEqual({
      lines: 3,
      headings: 1,
      blank: 0,
      ids: 2,
      repeated: 0,
      malformed: 1,
      willSend: 1,
    });
  });

  test('a name where an id belongs is malformed, with its line', () => {
    expect(read(readText('家长ID,手机\n张伟,1\np2,2')).malformed).toEqual([
      { kind: 'parent', line: 2, text: '张伟', fault: 'badCharacters' },
    ]);
  });
});

describe('what a header does not make us send to', () => {
  test.each([
    ['a class beside an id', '家长ID,班级\np1,301', ['parent:p1@2']],
    ['a class beside a person', '家长,班级\np1,301', ['parent:p1@2']],
    ['a name column beside an id column', '家长ID,学生\np1,Tom', ['parent:p1@2']],
    ['a column of another sort', 'id,to_parent_userid\n1,p1', ['parent:p1@2']],
  ])('%s', (_, text, expected) => {
    expect(sent(readText(text))).toEqual(expected);
  });

  test('the chosen kind reads its own columns only', () => {
    const text = '家长ID,学生ID,姓名\np1,s1,张伟';
    expect(sent(readText(text, 'student'))).toEqual(['student:s1@2']);
    expect(read(readText(text, 'student')).unreadColumns).toEqual(['家长ID', '姓名']);
  });

  test('a column that names no kind takes the chosen one', () => {
    expect(sent(readText('姓名,userid\n张伟,x1', 'student'))).toEqual(['student:x1@2']);
  });

  const faults: [string, RecipientKind | null, string][] = [
    ['姓名,手机\n张伟,13800138000', 'parent', 'noIdColumn'],
    ['name,phone\nTom,13800138000', null, 'noIdColumn'],
    ['学生ID\ns1', 'parent', 'noIdColumn'],
    ['姓名,userid\n张伟,x1', null, 'kindUnknown'],
    ['姓名,班级\n张伟,301', null, 'kindUnknown'],
    ['p1\np2', null, 'kindUnknown'],
    ['家长ID,姓名\n,张伟', null, 'empty'],
  ];
  test.each(faults)('%j as %s: %s', (text, kind, fault) => {
    expect(readText(text, kind)).toMatchObject({ type: 'fault', fault });
  });

  test.each(['parent1', 'father', 'mother2', 'parent_id_1'])('%s alone may be an id itself', (id) => {
    expect(sent(readText(`${id}\np2`, 'parent'))).toEqual([`parent:${id}@1`, 'parent:p2@2']);
  });

  test('where the header is at fault, what stands in it is told', () => {
    const many = Array.from({ length: 12 }, (_, i) => `列${i}`);
    expect(readText('姓名,,手机\n张伟,,1', 'parent')).toMatchObject({ headings: ['姓名', '手机'] });
    expect(readText('姓名,userid\n张伟,x1', null)).toMatchObject({ headings: ['姓名', 'userid'] });
    expect(readText(`${['姓名', ...many].join()}\n`, 'parent')).toMatchObject({
      headings: ['姓名', ...many.slice(0, 9)],
    });
    expect(readText('p1\np2', null)).not.toHaveProperty('headings');
  });
});
