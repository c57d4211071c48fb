import { count, field, flow, kinds, size } from './zh-flow.ts';
import { template } from './zh-template.ts';

const compose = {
  ...flow.compose,
  contentHeading: '通知内容',
  title: '标题',
  titleHint: (maxBytes: number) =>
    `最多 ${maxBytes} 字节，约 ${Math.floor(maxBytes / 3)} 个汉字（汉字和中文标点 3 字节，字母和数字 1 字节，表情 4 字节）`,
  cover: '封面图片',
  coverHint: (maxBytes: number) => `JPG 或 PNG，最大 ${size(maxBytes)}`,
  lastCover: (name: string) => `不选就用上次的封面：${name}`,
  crop: '裁剪封面',
  cropChoice: (width: number, height: number) => `裁成 ${width}×${height}（企业微信建议的尺寸）`,
  audienceTyped: '直接填写 ID（家校通讯录里的账号）',
  audienceSchool: '全校家长',
  audienceSchoolHint: '下一步还要再确认一次',
  idTranslationChoice: '把标题里的 ID 换成姓名',
  idTranslationHint: '只有第三方应用需要。写法如 $userName=ID$，写错了会原样显示给家长',
  noteHint: (max: number) => `不会发给家长，最多 ${max} 个字符`,
};

const cover = {
  notAnImage: '这不是 JPG 或 PNG 图片，请换一张。',
  unreadable: '这张图片打不开，可能已损坏，请换一张。',
  tooManyPixels: (megapixels: number) => {
    const most = megapixels < 100 ? `${count(megapixels * 100)} 万` : `${megapixels / 100} 亿`;
    return `这张图片太大了，最多 ${most}像素，请缩小后再上传。`;
  },
  sideTooLong: (pixels: number) => `这张图片太长了，每边最多 ${count(pixels)} 像素，请缩小后再上传。`,
  tooBigAfter: (bytes: number, maxBytes: number) =>
    `图片处理后有 ${size(bytes)}，最大 ${size(maxBytes)}。请勾选“${compose.crop}”，或换一张小一点的。`,
};

const review = {
  ...flow.review,
  submitEveryone: '发送给全校家长',
  card: '家长看到的卡片',
  cardTitle: (bytes: number, maxBytes: number) => `标题 ${bytes}/${maxBytes} 字节`,
  cover: (name: string, bytes: number) => `${name}（${size(bytes)}）`,
  everyone: '全校所有家长。企业微信不告诉我们一共多少人。',
  cannotCheck: '哪些家长关注了“学校通知”，发送前查不到。',
  changed: flow.changed('通知'),
};

const confirm = {
  ...flow.confirm,
  everyoneWarning: '这条通知会发给全校所有家长，发出后不能撤回。',
  everyoneWord: '全校发送',
  twin: (name: string, when: string) => `一模一样的通知刚刚提交过：*${name}*，${when}。再发一次，家长可能会收到两条。`,
};

export const forms = {
  size,
  kinds,
  field,
  notice: {
    ...flow.views,
    title: '学校通知',
    checking: '正在检查封面和名单，请稍等……',
    compose,
    cover,
    list: flow.list('“家长ID”“学生ID”或“部门ID”'),
    notFetched: flow.notFetched,
    review,
    confirm,
    refused: flow.refused('学校通知'),
  },
  template,
};
