/**
 * The sample school of the page: everything made up, ids only shaped like real ones. Its primary school is small enough to
 * look at; the families of the sample list are its middle school. Whoever is not in it is invalid, as at a real school.
 */
import { stranger } from '../play-template.ts';
import { sampleList } from '../sample-list.ts';
import { type SlackUser, sunriseSchool, type Workspace } from '../slack/workspace.ts';
import { chenguangApp, type WecomOptions } from '../wecom/options.ts';
import { chenguangProvider } from '../wecom/provider/sample.ts';
import { type Department, makeSchool, type School, type Student } from '../wecom/school.ts';

/** By appid. */
const miniPrograms = { wx1234567890abcdef: '晨光家校', wxfedcba0987654321: '晨光校车' };
const appids = Object.keys(miniPrograms);

const senders = ['U0WANG', 'U0LI', 'U0SMITH'];
const families = 60;
const studentsPerClass = 45;
const middleSchool: Department = { id: '3', name: '初中部', parentId: '1', type: 3 };

export type Samples = {
  list: ReturnType<typeof sampleList>;
  /** A few that nobody here has. */
  invalidIds: string[];
  miniPrograms: Record<string, string>;
};

export function openSamples(): Samples {
  const list = sampleList();
  const [left = ''] = list.invalidIds;
  return { list, invalidIds: ['Stu202600999_Parent1', left, stranger], miniPrograms };
}

export function sampleWecom({ list }: Samples): WecomOptions {
  const suites = chenguangProvider.suites.map((suite) => ({ ...suite, miniPrograms: appids }));
  return {
    apps: [{ ...chenguangApp, miniPrograms: appids }],
    provider: { ...chenguangProvider, suites },
    school: withFamilies(makeSchool({ parents: families }), list.parentIds),
  };
}

/** As an administrator would have copied them from WeCom's console. */
export const keywordSamples: Record<string, string> = {
  ...{ 会议室: '402', 会议地点: '教学楼四层', 会议时间: '12月4日 14:00-15:30' },
  ...{ 申请人: '李娜', 请假时间: '12月4日 全天', 审批结果: '已通过' },
  ...{ 缴费项目: '12月餐费', 学生: '学生1', 金额: '300 元', 截止日期: '12月10日' },
};

/** Who sent the samples: colleagues of the person at the page. */
export const players = { zh: 'U0CHEN', en: 'U0JONES' } as const;

const colleagues: SlackUser[] = [
  { id: players.zh, name: '陈老师', locale: 'zh-CN', tz: 'Asia/Shanghai' },
  { id: players.en, name: 'Mr Jones', locale: 'en-US', tz: 'Europe/London' },
];

export const pageSchool: { workspace: Workspace } = {
  workspace: {
    ...sunriseSchool,
    users: [...sunriseSchool.users, ...colleagues],
    channels: sunriseSchool.channels.map((channel) => {
      return { ...channel, members: [...channel.members, ...colleagues.map(({ id }) => id)] };
    }),
  },
};

export const pageEnv = {
  SENDERS: [...senders, ...colleagues.map(({ id }) => id)].join(','),
  MINI_PROGRAMS: Object.entries(miniPrograms)
    .map(([appid, name]) => `${name}=${appid}`)
    .join(';'),
};

/** One student each, in classes of the middle school. */
function withFamilies(school: School, parentIds: string[]): School {
  const students = parentIds.map((parentId, i): Student => {
    const departments = [`${200 + Math.floor(i / studentsPerClass)}`];
    const parents = [{ parentId, relation: '妈妈', isSubscribed: true, externalUserId: null }];
    return { studentId: `XueSheng_${parentId.slice(-5)}`, name: `学生${i + 1}`, departments, parents };
  });
  const classes = [...new Set(students.flatMap(({ departments }) => departments))].map((id, i): Department => {
    return { id, name: `初中（${i + 1}）班`, parentId: middleSchool.id, type: 1 };
  });
  return {
    ...school,
    departments: [...school.departments, middleSchool, ...classes],
    students: [...school.students, ...students],
  };
}
