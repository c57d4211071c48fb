/** The answers to /wecom, and what is said when something broke. Names like N-0042 and verbs come in as text. */

export const commands = {
  /** The step may have been carried out all the same: nothing is claimed. */
  failure: (reference: string) =>
    `出错了，刚才这一步可能没有完成。请先用 \`/wecom 列表\` 看看，再决定要不要重试。如果还是不行，请把错误编号 \`${reference}\` 告诉管理员。`,

  help: {
    title: '企业微信助手',
    lead: '在 Slack 里发企业微信消息；哪些接收人没有被受理，看消息串。',
    notice: '发学校通知',
    template: '发应用模板消息',
    status: '看某次发送的进展和数字',
    list: '看您最近 10 次发送（管理员看所有人的）',
    cancel: '停止某次发送，没有发出的不再发',
    recall: '撤回某次模板消息（24 小时内）',
    admin: '第三方应用、企业授权和消息模板（管理员用）',
    openNotice: '发学校通知',
    openTemplate: '发模板消息',
    openList: '最近的发送',
    verb: (_english: string, chinese: string) => chinese,
    note: '命令用中文、英文都可以，不分大小写和全角半角。回答只有您自己看得到。',
  },

  list: {
    own: '您最近的发送',
    everyone: '最近的发送（所有人）',
    empty: '还没有发送过。输入 `/school-notice`，发第一条学校通知。',
  },

  status: {
    addressees: '接收人',
    batches: '批次',
    inFlight: '等答复',
    batchesDone: (ended: string, total: string) => `${total} 批中 ${ended} 批已结束`,
    undecided: (amount: string) => `${amount}不明，需要您决定：请在消息串里点“重发”或“保持不变”。`,
    openThread: '打开消息串',
  },

  cancel: {
    cancelled: {
      notice: (name: string) => `🛑 ${name} 已停止，没有发出的不再发。已经发出的收不回来，结果会写在消息串里。`,
      template: (name: string) =>
        `🛑 ${name} 已停止，没有发出的不再发。已经发出的，24 小时内可以用 \`/wecom 撤回 ${name}\` 撤回。结果会写在消息串里。`,
    },
    ended: (name: string) => `${name} 已经结束，没有可以停止的了。`,
    stoppedAlready: (name: string) => `${name} 之前已经停下，没有在发。`,
    notYours: (name: string) => `${name} 是别人发的，只有发送的人和管理员可以停止。`,
  },

  recall: {
    notYours: (name: string) => `${name} 是别人发的，只有发送的人和管理员可以撤回。`,
  },

  notFound: (name: string) => `没有 ${name} 这次发送。用 \`/wecom 列表\` 可以看到编号。`,
  didYouMean: (example: string) => `您是要输入 \`${example}\` 吗？是的话，请照这样再输入一次。现在什么都没有改变。`,
  whichOne: (example: string) => `请写上编号，例如 \`${example}\`。用 \`/wecom 列表\` 可以看到编号。`,
  notYet: (verb: string) => `\`/wecom ${verb}\` 还不能用，要等以后的版本。现在能用的请看 \`/wecom 帮助\`。`,

  refused: {
    notListed: (userId: string) =>
      `您还没有权限。请把您的 Slack ID 告诉管理员：\`${userId}\`，请管理员把您加进可以发送的人（SENDERS）。`,
    groupsUnknown: (userId: string) =>
      `暂时查不到 Slack 用户组的成员，所以不能确认您的权限。请过几分钟再试；如果还是不行，请把您的 Slack ID 告诉管理员：\`${userId}\`，请管理员把您加进可以发送的人（SENDERS）。`,
  },
};
