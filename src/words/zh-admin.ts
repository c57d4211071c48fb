/** What administrators read about templates and authorised companies. Dates come in as text that Slack shows in local time. */
import type { KeywordFault } from '../catalogue/keywords.ts';

const home = {
  kinds: { suite: '第三方应用', delegated: '代开发应用' },
  about: (kind: string, suiteId: string) => `${kind} · ${suiteId}`,
  ticket: (when: string) => `suite_ticket：${when} 收到，正常。`,
  noTicket: (last: string | null) =>
    `⚠️ ${last === null ? '还没有收到过 suite_ticket' : `超过 30 分钟没有收到 suite_ticket，上一次是 ${last}`}。`,
  withoutTicket: {
    suite: '没有它，这个应用什么都发不出去，也不能授权新的企业。',
    delegated: '没有它，不能授权新的企业；已经授权的照常能发。',
  },
  ticketCure: (callbackUrl: string) =>
    `请在服务商后台核对指令回调 URL 是不是「${callbackUrl}」，Token 和 EncodingAESKey 是不是和机器人里的一样，再让后台重新推送一次 ticket。企业微信平时约每 10 分钟推送一次。`,
  ourCallback: (path: string) => `机器人的公网地址加上 ${path}`,
  companies: (count: number) => (count === 0 ? '*已授权的企业*\n还没有企业授权。' : `*已授权的企业（${count}）*`),
  authorise: '授权一家企业',
  byQrCode: '代开发应用由企业的管理员扫授权二维码来授权，二维码在服务商后台里。',
  unreadable: '⚠️ 用现在的 SECRET_KEY 读不出它的授权。请让它再授权一次。',
  appUnknown: '⏳ 企业微信还没有告诉我们它是哪个应用，暂时不能发。通常几分钟内就好；一直这样，请让它再授权一次。',
  byAdmin: '管理员授权',
  byMember: '成员授权',
  sees: (scope: { members: number; departments: number; tags: number }) =>
    `可见：成员 ${scope.members}、部门 ${scope.departments}、标签 ${scope.tags}`,
  templates: (count: number) =>
    count === 0 ? '*消息模板*\n还没有模板。请先在服务商后台申请，通过后登记到这里。' : `*消息模板（${count}）*`,
  noTemplates: '代开发应用只能发学校通知，不能发模板消息，所以没有模板。',
  retired: (name: string) => `${name}（已停用）`,
  keyword: (key: string, sample: string) => (sample === '' ? key : `${key}：${sample}`),
  between: ' · ',
  add: '添加模板',
  edit: '修改',
  retire: '停用',
  restore: '恢复',
  continued: (suite: string) => `接上页：${suite}`,
  page: (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页`,
  previous: '上一页',
  next: '下一页',
  none: {
    what: '还没有配置第三方应用，所以没有可以授权的企业，也没有消息模板。',
    how: '请维护机器人的人在机器人的环境变量里填上 WECOM_SUITE_ID、WECOM_SUITE_SECRET、WECOM_CALLBACK_TOKEN、WECOM_CALLBACK_AES_KEY 和 SECRET_KEY（要从这里授权企业，还要 PUBLIC_URL），再重新启动。每一项是什么，.env.example 里有说明。',
    notNeeded: '只用自建应用发学校通知，不需要这些。',
  },
  done: {
    saved: (name: string) => `已保存模板「${name}」。`,
    retired: (name: string) => `已停用模板「${name}」。发送时选不到它了；以前发出的不受影响。`,
    restored: (name: string) => `已恢复模板「${name}」，发送时又可以选到它。`,
    already: '这个模板刚才已经改过了，请看现在的样子。',
    gone: '这个模板已经不在了。',
  },
};

const form = {
  titleAdd: '添加模板',
  titleEdit: '修改模板',
  submit: '保存',
  back: '返回，不保存',
  note: '只是登记到机器人里。模板本身要在企业微信的服务商后台申请；那里的模板编号和关键词改了，这里也要改。修改不影响已经发出的消息。',
  suite: '应用',
  name: '模板名称',
  nameHint: (max: number) => `发送的人看到的名字，最多 ${max} 个字符`,
  templateId: '模板编号',
  templateIdHint: (maxBytes: number) => `服务商后台里的 template_id，最多 ${maxBytes} 字节`,
  templateIdTooLong: (bytes: number, maxBytes: number) =>
    `现在 ${bytes} 字节，模板编号最多 ${maxBytes} 字节。请从服务商后台照样复制。`,
  templateIdBlank: '模板编号里不能有空格或换行。请从服务商后台照样复制。',
  taken: (name: string, isRetired: boolean) =>
    isRetired
      ? `这个编号已经登记过：模板「${name}」，现在停用着。请返回，点它的“${home.restore}”。`
      : `这个编号已经登记过：模板「${name}」。请返回，点它的“${home.edit}”。`,
  keywords: '关键词',
  keywordsHint: ({ min, max, keyMax, sampleMax }: Record<'min' | 'max' | 'keyMax' | 'sampleMax', number>) =>
    `可以整段粘贴。一行一个：关键词：示例值。${min}–${max} 行，顺序和名字要与服务商后台一样；关键词最多 ${keyMax} 个字符，示例值最多 ${sampleMax} 个字符，可以不写`,
  keywordsPlaceholder: '会议室：402\n会议时间：9月1日 09:00',
  keywordFault(fault: KeywordFault, { max, keyMax, sampleMax }: Record<'max' | 'keyMax' | 'sampleMax', number>) {
    switch (fault.type) {
      case 'none':
        return '请至少写一个关键词。';
      case 'tooMany':
        return `一共 ${fault.keywords} 个关键词，最多 ${max} 个；从第 ${fault.line} 行起多出来了。`;
      case 'noKey':
        return `第 ${fault.line} 行冒号前面没有关键词。`;
      case 'keyTooLong':
        return `第 ${fault.line} 行的关键词有 ${fault.chars} 个字符，最多 ${keyMax} 个。`;
      case 'sampleTooLong':
        return `第 ${fault.line} 行的示例值有 ${fault.chars} 个字符，最多 ${sampleMax} 个。`;
      case 'twice':
        return `第 ${fault.line} 行的关键词「${fault.key}」和第 ${fault.before} 行一样。`;
    }
  },
  moreFaults: (count: number) => `还有 ${count} 处。`,
  changed: (who: string, when: string) =>
    `⚠️ 还没有保存：您打开以后，${who} 在 ${when} 改过这个模板。您填的都还在下面；再点一次“保存”，就换成您填的。`,
  nowReads: (retired: boolean): string => (retired ? '*现在是*（已停用）' : '*现在是*'),
};

const install = {
  title: '授权一家企业',
  how: (suite: string, minutes: number) =>
    `拿到「${suite}」的授权链接后，发给那家企业的企业微信管理员，请他在 ${minutes} 分钟内打开并同意。结果会私信告诉您。`,
  which: '*正式授权*：应用已经上线，用这个。\n*测试授权*：应用还没有通过审核，只给测试企业用。',
  formal: '要正式授权的链接',
  test: '要测试授权的链接',
  asking: '正在向企业微信要授权链接，请稍等……如果一分钟后还停在这里，请关闭，再试一次。',
  ready: { formal: '正式授权的链接好了。', test: '测试授权的链接好了。' },
  open: '打开授权页面',
  copy: '或者复制下面这个网址发给对方：',
  lives: (until: string, minutes: number) =>
    `${until} 以前有效（${minutes} 分钟），只能用一次。每家企业要一个新的链接；请不要发到公开的地方。`,
  failed: (cause: string) => `⚠️ 没有拿到授权链接：${cause}。`,
  cure: (cure: string) => `怎么办：${cure}`,
  noPublicUrl: {
    cause: '机器人里没有配置公网地址',
    cure: '请维护机器人的人在环境变量里填上 PUBLIC_URL（别人能打开的 https 地址），再重新启动。不配置的话，企业也可以从企业微信的应用市场授权。',
  },
  noTicketCure: '请看上一页 suite_ticket 那一行，照着检查；收到以后再要一次链接。',
  notSentCure: '请过几分钟再试。如果还是不行，请维护机器人的人看看网络。',
  unknownCure: '什么都没有改变，请再试一次。',
  back: '返回',
};

export const admin = {
  title: '企业微信管理',
  close: '关闭',
  opening: '正在打开……如果一分钟后还停在这里，请关闭，再输入一次命令。',
  broken: '没能打开，什么都没有改变。请稍后再输入一次命令。',
  tooSlow: '没能及时打开，什么都没有改变。请再输入一次命令。',
  notSaved: '没能保存，什么都没有改变。您填的都还在，请稍后再点一次“保存”。',
  refused: {
    notListed: (userId: string) =>
      `只有管理员（ADMINS 里的人）才能用这里。请把您的 Slack ID 告诉维护机器人的人：${userId}，请求加入 ADMINS。`,
    groupsUnknown: (userId: string) =>
      `只有管理员（ADMINS 里的人）才能用这里，而现在查不到谁在管理员的用户组里。请过几分钟再试；如果还是不行，请把您的 Slack ID 告诉维护机器人的人：${userId}。`,
  },
  home,
  form,
  install,
  told: {
    authorised: (company: string, suite: string) =>
      `✅ ${company || '这家企业'} 已授权「${suite}」，现在可以给它发消息了。`,
    failed: (suite: string, errcode: number | null) =>
      `⚠️ 「${suite}」的授权没有成功${errcode === null ? '' : `（errcode ${errcode}）`}。请用 \`/wecom 管理\` 重新要一个授权链接，再授权一次。`,
  },
};
