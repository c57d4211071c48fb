/** What people read back in Slack. Amounts come in as text: "2,093", or the word for the whole school. */

export const report = {
  kinds: { parent: '家长', student: '学生', department: '部门', externalUser: '外部联系人', school: '全校' },
  wholeSchool: '全校',
  ends: { accepted: '已受理', invalid: '无效', refused: '被拒', unknown: '不明', unsent: '未发' },
  total: '合计',
  listSeparator: '、',

  headline: {
    preparing: '⏳ 准备发送',
    sending: (batch: string, batches: string) => `📤 发送中 ${batch}/${batches}`,
    waiting: {
      throttled: (time: string) => `⏸ 被限流，${time} 自动继续`,
      unreachable: (time: string) => `⏸ 连不上企业微信，${time} 再试`,
      slowDown: (time: string) => `⏸ 企业微信要求慢一点，${time} 自动继续`,
      busy: (time: string) => `⏸ 企业微信繁忙，${time} 再试`,
    },
    stopping: '🛑 正在停止，还在等已发出的答复',
    accepted: (amount: string) => `✅ 已受理 ${amount}`,
    acceptedWithRest: (parts: string) => `⚠️ ${parts}`,
    unknownUndecided: (amount: string) => `❓ ${amount} 不明，请您决定`,
    alsoUnsent: (amount: string) => `，另有 ${amount} 未发`,
    notSent: (reason: string) => `⛔ 未发送：${reason}`,
    allInvalid: (amount: string) => `全部无效（${amount}）`,
    cancelled: '🚫 已取消',
    stopped: (parts: string) => `🛑 已停止：${parts}`,
    /** One part of a sum in a headline; accepted stands first where nothing is stopped. */
    firstAccepted: (amount: string) => `已受理 ${amount}`,
    parts: {
      accepted: (amount: string) => `已受理 ${amount}`,
      invalid: (amount: string) => `无效 ${amount}`,
      refused: (amount: string) => `被拒 ${amount}`,
      unknown: (amount: string) => `不明 ${amount}`,
      unsent: (amount: string) => `未发 ${amount}`,
    },
    partSeparator: '，',
  },

  parent: {
    title: '标题',
    miniProgram: '小程序',
    audience: '发给',
    note: (text: string) => `备注（只在 Slack 里看得到）：${text}`,
    sentBy: (who: string, name: string) => `${who} 发送 · ${name}`,
    progress: (bar: string, done: string, total: string) => `${bar} ${total} 批中 ${done} 批已有答复`,
    stop: '立即停止',
    stopConfirm: {
      title: '停止发送？',
      text: '还没有发出的不再发。已经发出的收不回来。',
      confirm: '停止',
      deny: '继续发送',
    },
    /** Above the parent message in a direct message, when the channel took no more reports. */
    moved: (channel: string, why: string) =>
      `${channel} 里不能再报告（${why}），所以从这里接着告诉您。发送没有受影响。`,
  },

  receipt: {
    saved: (name: string) => `🧾 ${name} 已保存，断电或重启也不会丢`,
    arithmetic: (a: {
      lines: string;
      blank: string;
      ids: string;
      repeated: string;
      malformed: string;
      willSend: string;
    }) =>
      `${a.lines} 行 → 空行 ${a.blank} → ID ${a.ids} → 重复 ${a.repeated} → 格式不对 ${a.malformed} → 将发送 ${a.willSend}`,
    willSend: (amount: string) => `将发送 ${amount}`,
    batches: (batches: string) => `分 ${batches} 批`,
    wholeSchool: (batches: string) => `全校，分 ${batches} 批`,
    separator: '，',
    status: (name: string) => `随时可用 \`/wecom status ${name}\` 查看`,
  },

  progress: {
    running: '发送进度',
    over: '发送已结束，结果见下',
    answered: (bar: string, done: string, total: string) => `${bar} ${total} 批中 ${done} 批已有答复`,
    inFlight: (amount: string) => `等答复 ${amount}`,
    separator: ' · ',
  },

  result: {
    kind: '类别',
    /** "已受理 + 无效 = 名单：2,081 + 12 = 2,093" */
    equation: (ends: string, sum: string, total: string) => `${ends} = 名单：${sum} = ${total}`,
    wholeSchool: (end: string) => `全校（一次调用）：${end}`,
    noReceipt: '「已受理」是企业微信收下了；学校通知没有送达回执，谁看到了无从得知。',
    listOf: (end: string, kind: string) => `*${end} · ${kind}*`,
    /** When the list is longer than what stands here. */
    more: (amount: string, file: string) => `还有 ${amount} 个没有列在这里，全部在 \`${file}\``,
    complete: (file: string) => `完整名单：\`${file}\``,
  },

  files: {
    invalid: (amount: string) => `没有被受理的 ${amount} 个（无效和被拒）`,
    unsent: (amount: string) => `未发或不明的 ${amount} 个`,
    columns: { id: 'ID', line: '行号', kind: '类别', end: '结果', reason: '原因', batch: '批次' },
    /** In a direct message, when the channel takes no files. */
    elsewhere: (name: string, why: string) => `${name} 的名单文件放不进频道（${why}），放在这里：`,
    failed: (file: string, why: string) =>
      `\`${file}\` 没有传上来（${why}）。请管理员给机器人 files:write 权限并邀请它进频道；好了以后会自动补上。`,
  },

  next: {
    unknown: (amount: string) => `❓ ${amount} 不明：不知道企业微信发了没有。`,
    unknownWhy: (amount: string, doubt: string) => `• ${amount}：${doubt}`,
    unknownChoice: '再发，有的家庭可能收到两次；不再发，有的可能一次也没收到。请您决定，机器人不会自己重发。',
    sendAgain: (amount: string) => `重发这 ${amount} 个`,
    sendAgainSchool: '再发一次全校',
    sendAgainConfirm: {
      title: '再发一次？',
      text: '如果第一次其实已经发出，这些家庭会收到两次。发出后不能撤回。',
      confirm: '再发一次',
      deny: '先不发',
    },
    leave: '保持不变',
    left: (amount: string) => `❓ ${amount} 保持不明：您选择了不再发。`,
    stopped: (amount: string, cause: string) => `🛑 ${amount} 没有发：${cause}。`,
    cancelled: (cause: string, amount: string) => `🛑 ${cause}，${amount} 没有发。`,
    cancelledCure: '如果是误停，可以把剩余的发出去。',
    sendRest: (amount: string) => `发送剩余的 ${amount} 个`,
    sendRestSchool: '发给全校',
    refused: (amount: string, cause: string) => `⛔ ${amount} 被拒：${cause}。`,
    invalid: (amount: string) => `⚠️ ${amount} 无效。`,
    allInvalid: (amount: string) => `⛔ 名单上的全部无效（${amount}），没有发给任何人。`,
    invalidCure: '请核对这些账号（写错、已离开，或不在应用的可见范围内），改好后用 `/school-notice` 只发给他们。',
    wecomSays: (errcode: string, errmsg: string) => `企业微信原文：${errcode} ${errmsg}`,
    goesOn: '已按您的决定继续，新的结果会另发一条。',
    decided: '已处理，见后面的结果。',
  },

  buttons: {
    stopped: (name: string) => `${name} 已停止。还没发出的不再发；已发出的结果会写在消息串里。`,
    resumed: (name: string) => `${name} 继续发送剩余的，结果会写在消息串里。`,
    resent: (name: string) => `${name} 不明的正在重发，结果会写在消息串里。`,
    resentWithRest: (name: string) => `${name} 不明的已并入剩余的。发送还停着，请在新的结果下面点「发送剩余的」。`,
    left: (name: string) => `${name} 不明的保持不变，不再发。`,
    retrying: (name: string) => `正在频道里再试一次。成功的话，${name} 的消息会出现在那里，然后开始发送。`,
    byDm: (name: string) => `${name} 的结果会在私信里告诉您，现在开始发送。`,
    stale: (name: string) => `${name} 的这个按钮已经用过，或者已经不适用了。什么都没有改变。`,
    gone: '找不到这次发送。什么都没有改变。',
    tooEarly: (name: string, time: string) => `${name} 要到 ${time} 以后才能继续。`,
    notYours: (who: string, name: string) => `只有发送的人（${who}）和管理员能操作 ${name}。什么都没有改变。`,
  },

  noPlace: {
    headline: (name: string) => `⛔ ${name} 还没有发送：在这里没有地方报告结果。`,
    why: {
      not_in_channel: '机器人不在这个频道里',
      channel_not_found: '机器人不在这个频道或私聊里，看不到它',
      is_archived: '这个频道已归档',
      restricted_action: '这个频道不让机器人发消息',
      messages_tab_disabled: '机器人不能收发私信',
      missing_scope: '机器人缺少权限',
    },
    otherwise: (error: string) => `Slack 拒绝了：${error}`,
    sentence: (why: string) => `${why}。`,
    cure: '已填的都保存好了，没有发给任何人。请在频道里输入 `/invite` 加上机器人的名字，再点「再试一次」；或者在私信里看结果。',
    retry: '再试一次',
    byDm: '在私信里告诉我',
  },
};
