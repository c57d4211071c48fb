/** The template-message form, in Chinese. */
import type { RecipientKind } from '../audience.ts';
import { count, flow, kinds } from './zh-flow.ts';

const named = (parts: { kind: RecipientKind; count: number }[]) =>
  parts.map((part) => `${kinds[part.kind]} ${count(part.count)} 个`).join('、');

const compose = {
  ...flow.compose,
  app: '用哪家企业的应用发',
  template: '模板',
  templateHint: '输入名称的一部分来找',
  contentHeading: (template: string) => `消息内容：${template}`,
  valueHint: (max: number) => `1～${max} 个字符`,
  sample: (sample: string) => `例如：${sample}`,
  valueTooLong: (characters: number, max: number) => `现在 ${count(characters)} 个字符，最多 ${max} 个字符，请改短。`,
  tokenTooLong: (characters: number, max: number) =>
    `现在 ${count(characters)} 个字符，最多 ${max} 个字符。ID 转译按填写的样子算字数，这样的 ID 放不下；请改写姓名，或换短一点的 ID。`,
  opensHeading: '点开后打开什么',
  url: '网址',
  urlHint: '以 http:// 或 https:// 开头。网址和小程序至少填一样；两样都填，打开小程序',
  urlFault: '网址要以 http:// 或 https:// 开头，里面不能有空格，例如 https://example.com/notice。',
  urlTooLong: (bytes: number, max: number) =>
    `网址现在 ${count(bytes)} 字节，最多 ${count(max)} 字节（一个汉字 3 字节），请改短。`,
  noOpens: '请填网址，或者填小程序和它的页面，至少一样。',
  appidMissing: '请填这个小程序的 appid，或者选一个小程序。只打开网址的话，请清空小程序和页面。',
  pagepathMissing: '选了小程序，还要填点开后进入的页面。',
  audienceTyped: '直接填写 ID（第三方应用看到的加密账号）',
  audienceAll: '全体成员（@all）',
  audienceAllHint: '应用可见范围内的所有成员，下一步还要再确认一次',
  withTickets: '选人凭证',
  withTicketsChoice: '还要发给用选人组件选出的人',
  tickets: (max: number) => `凭证（selected_ticket，最多 ${max} 个）`,
  ticketsHint: '每行一个，由企业微信里的选人页面给出；原样粘贴，区分大小写',
  ticketsTooMany: (n: number, max: number) => `现在有 ${count(n)} 个凭证，最多 ${max} 个。`,
  ticketTooLong: (line: number, bytes: number, max: number) =>
    `第 ${count(line)} 行有 ${count(bytes)} 字节，凭证最多 ${max} 字节。`,
  ticketBroken: (line: number) => `第 ${count(line)} 行里有空格或看不见的字符。每行只放一个凭证。`,
  ticketsWithAll: '全体成员不能和凭证一起发。请分两次发送，或改选别的接收人。',
  onlyUnauth: '只发给未授权的人',
  onlyUnauthChoice: '只发给凭证里还没有授权这个应用的人',
  onlyUnauthHint: '勾选后，上面填的成员、部门、标签和全体成员都不会收到',
  memberAuthorised: '这家企业是成员授权的：不能发给部门、标签和全体成员，只能发给成员或用选人凭证。',
  notForMembers: '这家企业是成员授权的，名单里不能有部门和标签，只能有成员。',
  idTranslationChoice: '把内容里的 ID 换成姓名或部门名',
  idTranslationHint: '写法 $userName=ID$ 或 $departmentName=ID$。写错了、ID 不对或没有权限，会原样显示给成员',
  insertKind: '插入转译：换成什么',
  insertUser: '成员姓名',
  insertDepartment: '部门名称',
  insertId: '插入转译：ID',
  insertInto: '插入转译：放到哪一项后面',
  insert: '插入',
  insertIdFault: '成员 ID 只能有字母、数字和 _ - . @；部门 ID 只能是数字。',
  insertNoRoom: (characters: number, max: number) =>
    `没有插入：插入后有 ${count(characters)} 个字符，最多 ${max} 个字符（转译按填写的样子算字数）。`,
  noteHint: (max: number) => `不会发给成员，最多 ${max} 个字符`,
};

const review = {
  ...flow.review,
  submitEveryone: '发送给全体成员',
  card: '成员看到的消息',
  template: '模板',
  url: '网址',
  miniProgram: '小程序',
  both: '网址和小程序都填了：点开后打开小程序，网址不起作用。',
  everyone: '应用可见范围内的全体成员（@all）。企业微信不告诉我们一共多少人。',
  onlyUnauth: '只发给凭证里还没有授权这个应用的人。',
  ignoredByAll: (parts: { kind: RecipientKind; count: number }[]) =>
    `发给全体成员时，其他接收人不起作用：${named(parts)}，不计入接收人。`,
  ignoredByUnauth: (parts: { kind: RecipientKind; count: number }[]) =>
    `勾选了“${compose.onlyUnauth}”，下面这些不会收到，也不计入接收人：${named(parts)}。`,
  allIgnored: `勾选了“${compose.onlyUnauth}”，所以不会发给全体成员。`,
  tickets: '凭证里有哪些人、有没有过期，发送前查不到；发起选人的人自己不会收到。',
  cannotCheck: '谁没有接口许可、谁不在应用可见范围内，发送前查不到。',
  notTranslated: (texts: string[]) => `这些写法企业微信不会转译，会原样显示：${texts.join('、')}`,
  translationOff: (texts: string[]) => `没有勾选“${compose.idTranslation}”，这些会原样显示：${texts.join('、')}`,
  perMinute: (n: number) =>
    `接收人里有 ${count(n)} 个在这一分钟里已经收了 30 条，再发企业微信会不声不响地丢掉。请过一分钟再发。`,
  perHour: (n: number) =>
    `接收人里有 ${count(n)} 个在这一小时里已经收了 1,000 条，再发企业微信会不声不响地丢掉。请过一小时再发。`,
  daily: (d: { used: number; limit: number; adds: number }) =>
    `今天已经发了 ${count(d.used)} 人次，这次至少再加 ${count(d.adds)}，会超过每天 ${count(d.limit)} 人次的上限，企业微信会拒绝。`,
  changed: flow.changed('模板消息'),
};

export const template = {
  ...flow.views,
  title: '模板消息',
  checking: '正在检查名单，请稍等……',
  noApp: '还没有企业授权这个应用，所以发不了。请管理员用 /wecom 管理 看一下授权。',
  noSuite: '发送模板消息需要第三方应用，这里还没有配置。请联系管理员。',
  noTemplates: '还没有可以用的模板。请管理员先用 /wecom 管理 添加模板。',
  templateGone: '这个模板已经停用了，请另选一个。',
  templateChanged: '管理员刚刚修改了这个模板。请看看新的内容，再提交一次。',
  notFound: (text: string) => `没有找到“${text}”这个模板，请在下面选一个。`,
  severalFound: (text: string) => `有几个模板都符合“${text}”，请在下面选一个。`,
  compose,
  list: flow.list('“成员ID”“部门ID”或“标签ID”'),
  notFetched: flow.notFetched,
  review,
  confirm: {
    ...flow.confirm,
    everyoneWarning: '这条消息会发给应用可见范围内的全体成员。',
    everyoneWord: '全体发送',
    twin: (name: string, when: string) =>
      `一模一样的消息刚刚提交过：*${name}*，${when}。再发一次，成员可能会收到两条。`,
  },
  refused: flow.refused('模板消息'),
};
