import { maxIdBytes, type RecipientKind } from '../audience.ts';
import { type ListFault, listLimits } from '../list/result.ts';
import type { FileFault } from '../slack/form-file.ts';

const count = (n: number) => n.toLocaleString('en-US');
const kinds: Record<RecipientKind, string> = {
  parent: '家长',
  student: '学生',
  department: '部门',
  externalUser: '旧版外部联系人',
};

/** 820 KB, 1.4 MB */
const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Number((bytes / 1024 / 1024).toFixed(1))} MB`;

/** The rule of `idFault`, in words. */
const idRule = `ID 只能有字母、数字和 _ - . @，最多 ${maxIdBytes} 个字符`;

const field = {
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
  contentHeading: '通知内容',
  title: '标题',
  titleHint: (maxBytes: number) =>
    `最多 ${maxBytes} 字节，约 ${Math.floor(maxBytes / 3)} 个汉字（汉字和中文标点 3 字节，字母和数字 1 字节，表情 4 字节）`,
  miniProgram: '小程序',
  anotherAppid: '其他小程序（填 appid）…',
  appid: '小程序 appid',
  appidHint: '管理员在小程序后台可以查到；小程序须已关联到这个应用',
  appidFault: 'appid 只能有字母、数字、下划线和短横线，最多 64 个字符，例如 wx8bd80126147df384。',
  pagepath: '点开后进入的页面',
  pagepathHint: '小程序页面路径，例如 pages/notice/index?id=1',
  pagepathFault: '页面路径里不能有空格或换行。',
  cover: '封面图片',
  coverHint: (maxBytes: number) => `JPG 或 PNG，最大 ${size(maxBytes)}`,
  lastCover: (name: string) => `不选就用上次的封面：${name}`,
  crop: '裁剪封面',
  cropChoice: (width: number, height: number) => `裁成 ${width}×${height}（企业微信建议的尺寸）`,
  audienceHeading: '发给谁',
  audience: '接收人',
  audienceTyped: '直接填写 ID（家校通讯录里的账号）',
  audienceFile: '上传名单文件',
  audienceSchool: '全校家长',
  audienceSchoolHint: '下一步还要再确认一次',
  box: (kind: RecipientKind, max: number) => `${kinds[kind]} ID（最多 ${count(max)} 个字符，再多请上传名单文件）`,
  boxHint: '用逗号、分号、空格或换行分开',
  noIds: '请至少在一个框里填写 ID。',
  listFile: '名单文件',
  listFileHint: (maxBytes: number) => `CSV、TXT 或 XLSX，最大 ${size(maxBytes)}，有没有表头都可以`,
  listKind: '文件里是谁的 ID',
  listKindHeader: '按表头读取',
  moreHeading: '更多',
  idTranslation: 'ID 转译',
  idTranslationChoice: '把标题里的 ID 换成姓名',
  idTranslationHint: '只有第三方应用需要。写法如 $userName=ID$，写错了会原样显示给家长',
  note: '备注（只在 Slack 里看得到）',
  noteHint: (max: number) => `不会发给家长，最多 ${max} 个字符`,
  lookBelow: (labels: string[]) => `还没有发送。请看下面的提示：${labels.join('、')}。其余内容都保留着。`,
};

const cover = {
  notAnImage: '这不是 JPG 或 PNG 图片，请换一张。',
  unreadable: '这张图片打不开，可能已损坏，请换一张。',
  tooManyPixels: (megapixels: number) => `这张图片太大了，最多 ${megapixels / 100} 亿像素，请缩小后再上传。`,
  tooBigAfter: (bytes: number, maxBytes: number) =>
    `图片处理后有 ${size(bytes)}，最大 ${size(maxBytes)}。请勾选“${compose.crop}”，或换一张小一点的。`,
};

const listFaults: Record<ListFault, string> = {
  tooLarge: '名单太大了。请分成几份，分几次发送。',
  empty: '名单里没有 ID。',
  notAList: '这个文件不是名单。请用 CSV、TXT 或 XLSX。',
  webPage: '这个文件其实是网页，不是表格。请在 Excel 里另存为 XLSX 或 CSV 再上传。',
  oldExcel: '这是旧版或加密的 Excel 文件。请去掉密码，另存为 XLSX 再上传。',
  unreadable: '这个文件读不出来，可能已损坏。请另存为 CSV 再试一次。',
  tooMany: `名单超过 ${count(listLimits.maxIds)} 个 ID。请分成几份，分几次发送。`,
  noIdColumn: `表头里没有找到要用的 ID 列。请核对“${compose.listKind}”，并把 ID 那一列的表头写成“家长ID”“学生ID”或“部门ID”；也可以只留 ID 一列，不要表头。`,
  kindUnknown: '看不出文件里是谁的 ID：没有表头，或者表头没有写明。请在这里选一种。',
  hiddenRows: '表格里有隐藏或被筛选掉的行。请全部显示出来，或者删掉这些行，再重新上传，免得发错人。',
};

const list = {
  faults: listFaults,
  allMalformed: (n: number) =>
    `${n === 1 ? '这个 ID 的格式不对' : `${count(n)} 个 ID 的格式都不对`}，没有可以发送的。请检查一下填的是不是 ID。${idRule}，不能填姓名。`,
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
  submitSchool: '发送给全校家长',
  next: '下一步：确认',
  card: '家长看到的卡片',
  cardTitle: (bytes: number, maxBytes: number) => `标题 ${bytes}/${maxBytes} 字节`,
  cover: (name: string, bytes: number) => `${name}（${size(bytes)}）`,
  app: '应用',
  idTranslation: compose.idTranslation,
  on: '开',
  note: compose.note,
  audience: '发给谁',
  school: '全校所有家长。企业微信不告诉我们一共多少人。',
  counts: (parts: { kind: RecipientKind; count: number }[]) =>
    parts.map((part) => `${kinds[part.kind]} ${count(part.count)}`).join(' · '),
  arithmetic: (a: {
    lines: number;
    blank: number;
    ids: number;
    repeated: number;
    malformed: number;
    willSend: number;
    batches: number;
  }) =>
    `${count(a.lines)} 行 → 空行 ${count(a.blank)} → ID ${count(a.ids)} → 重复 ${count(a.repeated)} → 格式不对 ${count(a.malformed)} → 将发送 ${count(a.willSend)}，分 ${count(a.batches)} 批`,
  cannotCheck: '哪些家长关注了“学校通知”，发送前查不到。',
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
};

const confirm = {
  title: '请再确认一次',
  schoolWarning: '这条通知会发给全校所有家长，发出后不能撤回。',
  schoolWord: '全校发送',
  word: (word: string) => `确定要发，请输入：${word}`,
  wordFault: (word: string) => `请照样输入“${word}”。`,
  twin: (name: string, when: string) => `一模一样的通知刚刚提交过：*${name}*，${when}。再发一次，家长可能会收到两条。`,
  again: '重复发送',
  againChoice: (name: string) => `我知道 ${name} 已经提交，仍要再发一次`,
};

export const forms = {
  size,
  kinds,
  field,
  notice: {
    title: '学校通知',
    cancel: '取消',
    close: '关闭',
    opening: '正在打开……',
    checking: '正在检查封面和名单，请稍等……',
    checkingHint: `如果一分钟后还停在这里，请点“${review.back}”，再提交一次。`,
    compose,
    cover,
    list,
    notFetched,
    review,
    confirm,
    refused: {
      notListed: (userId: string) =>
        `您还没有发送学校通知的权限。请把您的 Slack ID 告诉管理员：${userId}，请求加入可以发送的人（SENDERS）。`,
      groupsUnknown: (userId: string) =>
        `现在查不到谁在可以发送的用户组里，所以暂时不能发送。请过几分钟再试；如果还是不行，请把您的 Slack ID 告诉管理员：${userId}，请求加入可以发送的人（SENDERS）。`,
    },
    expired: '这份表单已经失效（只保留一天）。请重新输入命令。',
    tooSlow: '表单没能及时打开，什么都没有发生。请再输入一次命令。',
    broken: '表单没能打开，什么都没有发出。请稍后再输入一次命令。',
    notSaved: '没能保存，什么都没有发出。您填的都还在，请稍后再提交一次。',
    checkFailed: '检查时出了问题，什么都没有发出。您填的都还在，请再提交一次。',
  },
};
