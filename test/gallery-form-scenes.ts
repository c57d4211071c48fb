/** The states of the notice form, for the gallery; what is checked is checked by the form itself. */
import { type CheckAnswer as AnyCheckAnswer, check } from '../src/compose/check.ts';
import type { CheckedDraft as AnyCheckedDraft, Draft as AnyDraft } from '../src/compose/draft.ts';
import type { Guard } from '../src/compose/guard.ts';
import type { FormKind } from '../src/compose/kind.ts';
import type { FormMetadata } from '../src/compose/metadata.ts';
import { composeForm, type Offer } from '../src/notice/compose-form.ts';
import type { NoticeDeps } from '../src/notice/deps.ts';
import type { ComposeValues, CoverRef, NoticeParts } from '../src/notice/draft.ts';
import { noticeKind } from '../src/notice/kind.ts';
import { sampleList } from '../src/sandbox/sample-list.ts';
import type { SlackFile } from '../src/slack/form-file.ts';
import type { Words } from '../src/words/zh.ts';
import { inlineRows, makeWorkbook, sheetXml } from './list-workbook.ts';
import { openStage, ownApp } from './notice-stage.ts';

export type School = Pick<Offer, 'apps' | 'miniPrograms'>;
type Values = Partial<ComposeValues>;
export type Draft = AnyDraft<NoticeParts>;
type CheckedDraft = AnyCheckedDraft<NoticeParts>;
type CheckAnswer = AnyCheckAnswer<NoticeParts>;

/** The notice form of a school; nothing is fetched. */
export function kindOf({ miniPrograms }: School): FormKind<NoticeParts> {
  return noticeKind({ ...openStage().deps, miniPrograms });
}

export const oneApp: School = { apps: [ownApp('own', '晨光家校')], miniPrograms: [] };
export const severalApps: School = {
  apps: [ownApp('own', '晨光家校'), ownApp('nursery', '晨光幼儿园')],
  miniPrograms: [
    { name: '晨光通知', appid: 'wx0123456789abcdef' },
    { name: '晨光食堂', appid: 'wxfedcba9876543210' },
  ],
};

const lastCover: CoverRef = { sha256: '0'.repeat(64), name: '校门.jpg', size: 820_000 };
export const meta: FormMetadata = {
  draft: 'draft-42',
  channel: 'C0NOTICE',
  responseUrl: '',
  locale: 'zh',
  round: 1,
  twin: null,
};

const submittedAt = Date.UTC(2026, 10, 23, 8, 6);
const tooBig = 12_500_000;
const list = fileNamed('家长名单.csv');
const picture = fileNamed('运动会.png');

/** All that must be filled in, and nothing more. */
const filled = {
  app: 'own',
  title: '关于秋季学期家长会的通知',
  miniProgram: 'wx0123456789abcdef',
  appid: 'wx0123456789abcdef',
  pagepath: 'pages/notice/index?id=1',
  parents: 'JiaZhang_00001\nJiaZhang_00002',
} satisfies Values;
const everything: Values = {
  ...filled,
  cover: picture,
  crop: true,
  listFile: list,
  idTranslation: true,
  note: '已与年级组长核对',
};

function fileNamed(name: string, size = 40_000): SlackFile {
  return { id: name, name, size, url: `https://files.slack.com/${name}` };
}

function untouched(school: School, values: Values = {}, cover: CoverRef | null = null): Draft {
  const { empty } = composeForm({ ...school, lastCover: cover });
  const about = { id: meta.draft, teamId: 'T0SCHOOL', owner: 'U0WANG', round: 1, checked: null, earlier: [] };
  return { ...about, values: { ...empty, ...values }, offered: { lastCover: cover } };
}

export function sound(school: School, values: Values = {}): Draft {
  return untouched(school, { ...filled, ...values }, lastCover);
}

export const composeStates: Record<string, { school: School; draft: Draft }> = {
  'one app, no mini-program configured': { school: oneApp, draft: untouched(oneApp) },
  'several apps and mini-programs, nothing chosen yet': { school: severalApps, draft: untouched(severalApps) },
  'another appid, a list file, the last cover offered': {
    school: severalApps,
    draft: untouched(severalApps, { miniProgram: '+', audience: 'file' }, lastCover),
  },
  'come back to, everything filled in': {
    school: severalApps,
    draft: untouched(severalApps, { ...everything, audience: 'file', listKind: 'header' }),
  },
  'the whole school': { school: oneApp, draft: untouched(oneApp, { ...everything, audience: 'school' }) },
};

/** One fault each, seen by the form before anything is fetched. */
export const faultyValues: Values[] = [
  { title: '关于2026年秋季学期期中家长会及学生综合素质评价工作安排的通知' },
  { miniProgram: '+', appid: 'wx 0123' },
  { pagepath: 'pages/notice index' },
  { pagepath: 'p'.repeat(1025) },
  { cover: fileNamed('通知.pdf') },
  { cover: fileNamed('运动会.jpg', tooBig) },
  { parents: '' },
  { audience: 'file' },
  { audience: 'file', listFile: fileNamed('名单.docx') },
  { audience: 'file', listFile: fileNamed('名单.csv', tooBig) },
  { note: '备'.repeat(501) },
];

/** A cover and a list, both no good. */
export const badFiles = {
  draft: sound(severalApps, { cover: picture, audience: 'file', listFile: list }),
  bytes: new TextEncoder().encode('<html></html>'),
};
export const withList = sound(severalApps, { audience: 'file', listFile: list });
export const namesForIds = sound(severalApps, { parents: '张伟\n李晓红' });

export const coverFaults = ({ forms: { notice } }: Words): string[] => [
  notice.cover.notAnImage,
  notice.cover.unreadable,
  notice.cover.tooManyPixels(100),
  notice.cover.tooManyPixels(25),
  notice.cover.sideTooLong(16_384),
  notice.cover.tooBigAfter(tooBig, 10 * 1024 * 1024),
  ...new Set(Object.values(notice.notFetched)),
];

const columns = ['家长ID', '学生ID', ...'姓名 班级 手机 备注 关系 性别 邮箱 序号 电话 家长姓名 学生姓名'.split(' ')];
const rows = Array.from({ length: 60 }, (_, i) => [
  i % 2 === 0 ? `JiaZhang_${i}` : `家长#${i}`,
  `XueSheng_${i}`,
  ...columns.slice(2).map(() => '-'),
]);

type Reviewed = { school?: School; values: Values; bytes?: Uint8Array; earlier?: string[] };

export const reviewStates: Record<string, Reviewed> = {
  'one parent id typed': { values: { parents: 'JiaZhang_00001' } },
  'one department': { values: { parents: '', departments: '3' } },
  'several kinds typed, two malformed ids': {
    values: {
      parents: 'JiaZhang_00001, JiaZhang_00002, jiazhang_00002',
      students: `XueSheng_00001\n张伟\nXueSheng_${'0'.repeat(60)}`,
      departments: '3\n4',
      externalUsers: 'wmAbc1',
    },
  },
  'the list of story 1': { values: { audience: 'file', listFile: list }, bytes: sampleList().bytes },
  'kinds named by a heading row, columns not read, more than 20 malformed': {
    values: { audience: 'file', listFile: list, listKind: 'header' },
    bytes: new TextEncoder().encode([columns, ...rows].map((row) => row.join(',')).join('\n')),
  },
  'sheets not read, mobile numbers among the ids': {
    values: { audience: 'file', listFile: list },
    bytes: makeWorkbook(
      ['13800138000', '初一', '初二'].map((text) => ({ xml: sheetXml(inlineRows([['家长ID'], [text]])) })),
    ),
  },
  'the whole school, several apps, note and id translation': {
    school: severalApps,
    values: { ...everything, audience: 'school', title: '$userName=XueSheng_1$ 的通知', cover: null, crop: false },
  },
  'changed after it went out unawares': { values: {}, earlier: ['N-0042'] },
  'changed after it went out unawares, the whole school': { values: { audience: 'school' }, earlier: ['N-0042'] },
};

const twin = { name: 'N-0042', submittedAt };
export const guards: Record<string, Guard> = {
  'the whole school': { everyone: true, twin: null },
  'the same notice within the hour': { everyone: false, twin },
  both: { everyone: true, twin },
};

/** What the check says about a draft; `bytes` are in every uploaded file. */
export async function answerTo(
  { school, draft, words }: { school: School; draft: Draft; words: Words },
  { bytes = new Uint8Array(), ...changed }: Partial<NoticeDeps> & { bytes?: Uint8Array | undefined } = {},
): Promise<CheckAnswer> {
  const fetchFile: NoticeDeps['fetchFile'] = async () => ({ type: 'file', bytes });
  const { deps, covers } = openStage({ deps: { miniPrograms: school.miniPrograms, fetchFile, ...changed } });
  const { name, sha256, size } = lastCover;
  await covers.save({ name, sha256, mimeType: 'image/jpeg', bytes: new Uint8Array(size) });
  return check(noticeKind(deps), { draft, apps: school.apps, words });
}

/** A draft that may be sent, with the cover of the last notice. */
export async function checkedDraft(
  { school = oneApp, values, bytes, earlier = [] }: Reviewed,
  words: Words,
): Promise<CheckedDraft> {
  const answer = await answerTo({ school, draft: { ...sound(school, values), earlier }, words }, { bytes });
  if (answer.type === 'faults') throw new Error(JSON.stringify(answer.faults));
  return answer.draft;
}
