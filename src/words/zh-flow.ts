/** What all forms say alike, in Chinese. */
import { maxIdBytes, type RecipientKind } from '../audience.ts';
import { type ListFault, listLimits } from '../list/result.ts';
import type { FileFault } from '../slack/form-file.ts';

export const count = (n: number) => n.toLocaleString('en-US');
export const kinds: Record<RecipientKind, string> = {
  parent: '家长',
  student: '学生',
  department: '部门',
  externalUser: '旧版外部联系人',
  member: '成员',
  tag: '标签',
  ticket: '选人凭证',
};

/** 820 KB, 1.4 MB */
export const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Number((bytes / 1024 / 1024).toFixed(1))} MB`;

/** The rule of `idFault`, in words. */
const idRule = `ID 只能有字母、数字和 _ - . @，最多 ${maxIdBytes} 个字符`;

export const field = {
  required: '请填写这一项。',
  choose: '请选择一项。',
  tick: '请先勾选，才能继续。',
  noFile: '请选择一个文件。',
  wrongFile: (extensions: string[]) => `只接受 ${extensions.join('、').toUpperCase()} 文件。`,
  fileTooBig: (bytes: number, maxBytes: number) => `文件有 ${size(bytes)}，最大 ${size(maxBytes)}。`,
  keptFile: (name: string) => `已选好：${name}。不用再选；要换就另选一个。`,
  tooManyBytes: ({ bytes, maxBytes, cut }: { bytes: number; maxBytes: number; cut: string }) =>
    `现在 ${bytes} 字节，最多 ${maxBytes} 字节（一个汉字 3 字节）。企业微信会截成“${cut}”，请改短。`,
  tooManyCharacters: (characters: number, max: number) =>
    `现在 ${count(characters)} 个字符，最多 ${count(max)} 个字符。`,
};

const compose = {
  submit: '下一步',
  app: '用哪个应用发',
  miniProgram: '小程序',
  anotherAppid: '其他小程序（填 appid）…',
  appid: '小程序 appid',
  appidHint: '管理员在小程序后台可以查到；小程序须已关联到这个应用',
  appidFault: 'appid 只能有字母、数字、下划线和短横线，最多 64 个字符，例如 wx8bd80126147df384。',
  pagepath: '点开后进入的页面',
  pagepathHint: '小程序页面路径，例如 pages/notice/index?id=1',
  pagepathFault: '页面路径里不能有空格、换行或看不见的字符。请删掉，或者重新手工输入。',
  audienceHeading: '发给谁',
  audience: '接收人',
  audienceFile: '上传名单文件',
  box: (kind: RecipientKind, max: number) => `${kinds[kind]} ID（最多 ${count(max)} 个字符，再多请上传名单文件）`,
  boxHint: '用逗号、分号、空格或换行分开',
  noIds: '请至少在一个框里填写 ID。',
  listFile: '名单文件',
  listFileHint: (maxBytes: number) => `CSV、TXT 或 XLSX，最大 ${size(maxBytes)}，有没有表头都可以`,
  listKind: '文件里是谁的 ID',
  listKindHeader: '按表头读取',
  moreHeading: '更多',
  idTranslation: 'ID 转译',
  note: '备注（只在 Slack 里看得到）',
  lookBelow: (labels: string[]) => `还没有发送。请看下面的提示：${labels.join('、')}。其余内容都保留着。`,
};

/** `columns`: how columns of ids may be headed. */
const list = (columns: string) => {
  const faults: Record<ListFault, string> = {
    tooLarge: '名单太大了。请分成几份，分几次发送。',
    empty: '名单里没有 ID。请打开文件看看，换一个有 ID 的。',
    notAList: '这个文件的内容不是表格，光改文件名不行。请在 Excel 或 WPS 里另存为 XLSX 或 CSV 再上传。',
    webPage: '这个文件其实是网页，不是表格。请在 Excel 里另存为 XLSX 或 CSV 再上传。',
    oldExcel: '这是旧版或加密的 Excel 文件。请去掉密码，另存为 XLSX 再上传。',
    unreadable: '这个文件读不出来，可能已损坏。请另存为 CSV 再试一次。',
    tooMany: `名单超过 ${count(listLimits.maxIds)} 个 ID。请分成几份，分几次发送。`,
    noIdColumn: `表头里没有找到要用的 ID 列。请核对“${compose.listKind}”，并把 ID 那一列的表头写成${columns}；也可以只留 ID 一列，不要表头。`,
    kindUnknown: '看不出文件里是谁的 ID：没有表头，或者表头没有写明。请在这里选一种。',
    hiddenRows: '表格里有隐藏或被筛选掉的行。请全部显示出来，或者删掉这些行，再重新上传，免得发错人。',
  };
  return {
    faults,
    /** Behind a fault of the headings. */
    headings: (names: string[]) => `读到的表头：${names.join('、')}。`,
    allMalformed: (n: number) =>
      `${n === 1 ? '这个 ID 的格式不对' : `${count(n)} 个 ID 的格式都不对`}，没有可以发送的。请检查一下填的是不是 ID。${idRule}，不能填姓名。`,
  };
};

const notFetched: Record<FileFault, string> = {
  external: '这是别处网盘里的文件。请下载到本机，再直接上传。',
  foreignAddress: '这是别处网盘里的文件。请下载到本机，再直接上传。',
  tooLarge: '文件太大了，请换一个小一点的。',
  noAccess: 'Slack 不让机器人读取这个文件。请从本机重新上传。',
  failed: '文件没能从 Slack 取下来，请再提交一次。',
};

const review = {
  title: '核对后发送',
  back: '返回修改',
  submit: (people: number) => `发送给 ${count(people)} 人`,
  submitMixed: (addressees: number) => `发送给这 ${count(addressees)} 个`,
  next: '下一步：确认',
  app: '应用',
  idTranslation: compose.idTranslation,
  on: '开',
  note: compose.note,
  audience: '发给谁',
  counts: (parts: { kind: RecipientKind; count: number }[]) =>
    parts.map((part) => `${kinds[part.kind]} ${count(part.count)}`).join(' · '),
  arithmetic: (a: {
    lines: number;
    headings?: number;
    blank: number;
    ids: number;
    repeated: number;
    malformed: number;
    willSend: number;
    batches: number;
  }) =>
    `${count(a.lines)} 行${a.headings ? ` → 表头 ${count(a.headings)}` : ''} → 空行 ${count(a.blank)} → ID ${count(a.ids)} → 重复 ${count(a.repeated)} → 格式不对 ${count(a.malformed)} → 将发送 ${count(a.willSend)}，分 ${count(a.batches)} 批`,
  willList: '企业微信没有受理的，会在结果里逐个列出。',
  malformedHeading: (n: number) => `${count(n)} 个 ID 格式不对，不会发送（${idRule}）：`,
  malformedLine: ({ kind, line, text, why }: { kind: RecipientKind | null; line: number; text: string; why: string }) =>
    `${kind ? kinds[kind] : ''}第 ${count(line)} 行：${text}（${why}）`,
  headerKinds: (named: RecipientKind[]) => `按表头读取：${named.map((kind) => kinds[kind]).join('、')}。`,
  unreadColumns: (columns: string[], others: number) =>
    `没有读的列：${columns.join('、')}${others > 0 ? `等 ${count(columns.length + others)} 列` : ''}。`,
  tooLong: '太长',
  badCharacters: '有不允许的字符',
  more: (n: number) => `……还有 ${count(n)} 个`,
  withoutMalformed: '格式不对的 ID',
  withoutMalformedChoice: (n: number) => `不发给这 ${count(n)} 个，其余照发`,
  examples: (ids: string[]) => `读到的 ID，例如：${ids.join('、')}`,
  unreadSheets: (sheets: string[], others: number) =>
    `只读了一个工作表。没有读的：${sheets.join('、')}${others > 0 ? `等 ${count(sheets.length + others)} 个` : ''}。要发给里面的人，请把名单合到一个工作表里再上传。`,
  withoutSheets: '没有读的工作表',
  withoutSheetsChoice: (n: number) => `不管这 ${count(n)} 个工作表，照发`,
  phones: (n: number) => `${count(n)} 个像是手机号。手机号一般不是企业微信的账号，请核对是不是选错了列。`,
  phonesAreIds: '像手机号的 ID',
  phonesAreIdsChoice: (n: number) => `我核对过，这 ${count(n)} 个就是账号，照发`,
};

/** `noun`: what is sent, with its measure word. */
const changed = (noun: string) => ({
  title: '这次的修改没有发送',
  warning: (name: string) => `您已经提交过：${name} 按当时的内容保存了，这次的修改没有发送。`,
  how: (name: string, submit: string) =>
    `“${submit}”会把下面的内容作为一条新的、单独的${noun}另发一次，${name} 不变。不想再发，请点“关闭”。要停下 ${name}，请输入 /wecom 取消 ${name}。`,
});

const confirm = {
  title: '请再确认一次',
  word: (word: string) => `确定要发，请输入：${word}`,
  wordFault: (word: string) => `请照样输入“${word}”。`,
  again: '重复发送',
  againChoice: (name: string) => `我知道 ${name} 已经提交，仍要再发一次`,
};

const views = {
  cancel: '取消',
  close: '关闭',
  opening: '正在打开……如果一分钟后还停在这里，请关闭，再输入一次命令。',
  checkingHint: `如果一分钟后还停在这里，请点“${review.back}”，再提交一次。`,
  expired: '这份表单已经失效（只保留一天）。要用的内容请先复制下来，再重新输入命令。',
  tooSlow: '表单没能及时打开，什么都没有发出。请再输入一次命令。',
  broken: '表单没能打开，什么都没有发出。请稍后再输入一次命令。',
  notSaved: '没能保存，还没有发送。您填的都还在，请稍后再提交一次。',
  notSure: '没能确认是否已经保存。您填的都还在，请稍后再提交一次；如果其实已经保存，不会重复发送。',
  checkFailed: '检查时出了问题，还没有发送。您填的都还在，请再提交一次。',
  appGone: '这个应用现在用不了了，请另选一个。',
  noApp: '现在没有可以用来发送的应用。请联系管理员。',
};

const refused = (noun: string) => ({
  notListed: (userId: string) =>
    `您还没有发送${noun}的权限。请把您的 Slack ID 告诉管理员：${userId}，请求加入可以发送的人（SENDERS）。`,
  groupsUnknown: (userId: string) =>
    `现在查不到谁在可以发送的用户组里，所以暂时不能发送。请过几分钟再试；如果还是不行，请把您的 Slack ID 告诉管理员：${userId}，请求加入可以发送的人（SENDERS）。`,
});

export const flow = { compose, list, notFetched, review, changed, confirm, views, refused };
