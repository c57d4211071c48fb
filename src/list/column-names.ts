import type { RecipientKind } from '../audience.ts';

/**
 * What a column's name says about its cells. The surer names win:
 * - 3 says "id" (家长ID, parent_userid), 2 names the kind only (家长), 1 rather describes a person in another column (班级)
 * - anyId holds ids of a kind it does not name; other holds no ids (姓名, 手机)
 */
export type ColumnName =
  | { type: 'kind'; kind: RecipientKind; sureness: 1 | 2 | 3 }
  | { type: 'anyId' }
  | { type: 'other' }
  | { type: 'unknown' };

const kindNames: { kind: RecipientKind; sureness: 1 | 2 | 3; names: string[] }[] = [
  {
    kind: 'parent',
    sureness: 3,
    names: ['parentid', 'parentuserid', 'toparentuserid', '家长id', '家长userid', '家长用户id', '家长账号', '家长帐号'],
  },
  { kind: 'parent', sureness: 2, names: ['parent', 'parents', '家长'] },
  {
    kind: 'student',
    sureness: 3,
    names: [
      'studentid',
      'studentuserid',
      'tostudentuserid',
      '学生id',
      '学生userid',
      '学生用户id',
      '学生账号',
      '学生帐号',
    ],
  },
  { kind: 'student', sureness: 2, names: ['student', 'students', '学生'] },
  { kind: 'student', sureness: 1, names: ['学号', 'studentno', 'studentnumber'] },
  {
    kind: 'department',
    sureness: 3,
    names: [
      'departmentid',
      'deptid',
      'partyid',
      'toparty',
      'classid',
      '部门id',
      '班级id',
      '年级id',
      '部门编号',
      '班级编号',
    ],
  },
  { kind: 'department', sureness: 2, names: ['department', 'departments', 'dept', 'party', '部门'] },
  { kind: 'department', sureness: 1, names: ['class', 'classes', 'grade', '班级', '年级', '学段'] },
  {
    kind: 'externalUser',
    sureness: 3,
    names: [
      'externalid',
      'externaluser',
      'externaluserid',
      'toexternaluser',
      '外部联系人id',
      '外部联系人userid',
      '外部用户id',
    ],
  },
  {
    kind: 'externalUser',
    sureness: 2,
    names: ['external', 'externalusers', 'externalcontact', '外部联系人', '外部用户'],
  },
  {
    kind: 'member',
    sureness: 3,
    names: [
      'memberid',
      'memberuserid',
      'touser',
      'openuserid',
      '成员id',
      '成员userid',
      '成员账号',
      '成员帐号',
      '员工id',
    ],
  },
  { kind: 'member', sureness: 2, names: ['member', 'members', '成员', '员工'] },
  { kind: 'tag', sureness: 3, names: ['tagid', 'totag', '标签id', '标签编号'] },
  { kind: 'tag', sureness: 2, names: ['tag', 'tags', '标签'] },
];

const anyIdNames = ['id', 'ids', 'userid', 'userids', '用户id', '账号', '帐号', '接收人', '接收人id', '收件人'];

const otherNames = [
  ...['name', 'fullname', 'studentname', 'parentname', 'classname', 'phone', 'mobile', 'tel', 'telephone', 'email'],
  ...['gender', 'sex', 'relation', 'remark', 'note', '姓名', '名字', '学生姓名', '家长姓名', '班级名称', '部门名称'],
  ...[
    '手机',
    '手机号',
    '手机号码',
    '电话',
    '联系电话',
    '家长电话',
    '家长手机',
    '家长手机号',
    '邮箱',
    '性别',
    '关系',
    '备注',
    '序号',
  ],
];

const meanings = new Map<string, ColumnName>([
  ...otherNames.map((name): [string, ColumnName] => [name, { type: 'other' }]),
  ...anyIdNames.map((name): [string, ColumnName] => [name, { type: 'anyId' }]),
  ...kindNames.flatMap(({ kind, sureness, names }) =>
    names.map((name): [string, ColumnName] => [name, { type: 'kind', kind, sureness }]),
  ),
]);

/** Case, blanks, `_-*:`, quotes and a remark in brackets (家长ID（必填）) do not matter. */
export function columnName(written: string): ColumnName {
  const bare = written
    .toLowerCase()
    .replace(/[（([【].*$/u, '')
    .replace(/[\s_\-*:：#"']/gu, '');
  return meanings.get(bare) ?? oneOfTheParents(bare);
}

/** 家长1ID, 父亲ID, parent2_id, mother_userid. Only what says "id": parent1 may be an id itself, and 父亲 heads names. */
function oneOfTheParents(bare: string): ColumnName {
  const name = bare
    .replace(/^(father|mother|guardian|parent)\d*/, 'parent')
    .replace(/^(父亲|母亲|监护人|家长)[\d一二三]*(.*?)\d*$/u, '家长$2');
  const meaning = meanings.get(name);
  return meaning?.type === 'kind' && meaning.sureness === 3 ? meaning : { type: 'unknown' };
}
