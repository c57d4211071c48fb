/** What people read back in Slack. Amounts come in as text: "2,093", or the word for everyone at once; or as counted. */

export const report = {
  kinds: {
    parent: '家长',
    student: '学生',
    department: '部门',
    externalUser: '外部联系人',
    member: '成员',
    tag: '标签',
    ticket: '选人凭证',
    wholeSchool: '全校',
    allMembers: '全体成员',
  },
  /** Everyone at once, inside a sentence. */
  everyone: { wholeSchool: '全校', allMembers: '全体成员' },
  ends: { accepted: '已受理', invalid: '无效', refused: '被拒', unknown: '不明', unsent: '未发' },
  /** "2,093 个": a number that something is said about. */
  counted: (amount: string) => `${amount} 个`,
  total: '合计',
  listSeparator: '、',

  headline: {
    preparing: '⏳ 准备发送',
    sending: (batch: string, batches: string) => `📤 发送中 ${batch}/${batches}`,
    waiting: {
      throttled: (time: string) => `⏸ 被限流，${time} 自动继续`,
      unreachable: (time: string) => `⏸ 连不上企业微信，${time} 再试`,
      noTicket: (time: string) => `⏸ 在等企业微信推送 ticket，最迟 ${time} 再看`,
      slowDown: (time: string) => `⏸ 企业微信要求慢一点，${time} 自动继续`,
      busy: (time: string) => `⏸ 企业微信繁忙，${time} 再试`,
      repeat: (time: string) => `⏸ 没有等到答复，${time} 用同一个请求再问一次（企业微信不会发两次）`,
    },
    stopping: '🛑 正在停止，还在等已发出的答复',
    accepted: (amount: string) => `✅ 已受理 ${amount}`,
    acceptedWithRest: (parts: string) => `⚠️ ${parts}`,
    unknownUndecided: (amount: string) => `❓ ${amount}不明，请您决定`,
    alsoUnsent: (amount: string) => `，另有 ${amount}未发`,
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
    recalling: '↩️ 正在撤回',
    recallingSome: (amount: string) => `↩️ 正在撤回，已撤回 ${amount}`,
    recalled: (amount: string) => `↩️ 已撤回 ${amount}`,
    notRecalled: (amount: string, reason: string) => `${amount}撤不回：${reason}`,
    /** Where nothing was recalled. */
    recallFailed: (parts: string) => `⚠️ ${parts}`,
  },

  parent: {
    title: '标题',
    template: '模板',
    miniProgram: '小程序',
    url: '网址',
    /** A message that has both opens the mini-program. */
    urlUnused: (url: string) => `${url}（不会打开：点开的是小程序）`,
    audience: '发给',
    onlyUnauth: (tickets: string) => `${tickets}：只发给其中还没有授权这个应用的人`,
    note: (text: string) => `备注（只在 Slack 里看得到）：${text}`,
    sentBy: (who: string, name: string) => `${who} 发送 · ${name}`,
    progress: (bar: string, done: string, total: string) => `${bar} ${total} 批中 ${done} 批已结束`,
    stop: '立即停止',
    stopConfirm: {
      title: '停止发送？',
      text: {
        notice: '还没有发出的不再发。已经发出的收不回来。',
        template: '还没有发出的不再发。已经发出的，24 小时内可以在结果下面撤回。',
      },
      confirm: '停止',
      deny: '继续发送',
    },
    /** Above the parent message in a direct message, when the channel took no more reports. */
    moved: (channel: string, why: string) => `${channel} 里不能再报告（${why}），所以从这里接着告诉您。这不影响发送。`,
  },

  receipt: {
    saved: (name: string) => `🧾 ${name} 已保存，断电或重启也不会丢`,
    arithmetic: (a: {
      lines: string;
      headings: string | null;
      blank: string;
      ids: string;
      repeated: string;
      malformed: string;
      willSend: string;
    }) =>
      `${a.lines} 行${a.headings === null ? '' : ` → 表头 ${a.headings}`} → 空行 ${a.blank} → ID ${a.ids} → 重复 ${a.repeated} → 格式不对 ${a.malformed} → 将发送 ${a.willSend}`,
    willSend: (amount: string) => `将发送 ${amount}`,
    batches: (batches: string) => `分 ${batches} 批`,
    everyone: (who: string, batches: string) => `${who}，分 ${batches} 批`,
    separator: '，',
    status: (name: string) => `随时可用 \`/wecom 状态 ${name}\` 查看`,
  },

  progress: {
    running: '发送进度',
    over: '发送已结束，结果见下',
    answered: (bar: string, done: string, total: string) => `${bar} ${total} 批中 ${done} 批已结束`,
    inFlight: (amount: string) => `等答复 ${amount}`,
    separator: ' · ',
  },

  result: {
    kind: '类别',
    /** "已受理 + 无效 = 名单：2,081 + 12 = 2,093" */
    equation: (ends: string, sum: string, total: string) => `${ends} = 名单：${sum} = ${total}`,
    everyone: (who: string, end: string) => `${who}：${end}`,
    listGone: '名单已过保存期限，机器人已经删除，只留下人数；当时发在消息串里的文件仍在 Slack。',
    noReceipt: {
      notice: '「已受理」是企业微信收下了；学校通知没有送达回执，谁看到了无从得知。',
      template: '「已受理」是企业微信收下了；模板消息没有送达回执，谁看到了无从得知。',
    },
    /** Where a number could be taken for a number of people. */
    oneEach: (kinds: string) => `${kinds}每个算 1 个，里面有多少人，企业微信不说。`,
    unlicensed: '没有接口许可',
    unlicensedCure: '没有接口许可的收不到；请服务商（应用的开发商）为他们购买或续期，然后只发给他们。',
    listOf: (end: string, kind: string) => `*${end} · ${kind}*`,
    /** When the list is longer than what stands here. */
    more: (amount: string, file: string) => `还有 ${amount} 个没有列在这里，全部在 \`${file}\``,
    phones: (amount: string) => `${amount} 个像是手机号，不列在频道里，只在文件里。手机号不是账号：请核对名单。`,
    complete: (file: string) => `完整名单：\`${file}\``,
  },

  files: {
    invalid: (amount: string) => `没有被受理的 ${amount} 个（无效和被拒）`,
    unsent: (amount: string) => `未发或不明的 ${amount} 个`,
    columns: { id: 'ID', line: '行号', kind: '类别', end: '结果', reason: '原因', batch: '批次' },
    /** In a direct message, when the channel takes no files. */
    elsewhere: (name: string, why: string) => `${name} 的名单文件放不进频道（${why}），放在这里：`,
    failed: (file: string, why: string) =>
      `\`${file}\` 没有传上来（${why}）。一周之内会自动补上；如果是缺权限，请管理员给机器人 files:write 权限并邀请它进频道。`,
    givenUp: (file: string, why: string) =>
      `\`${file}\` 一周都没有传上来（${why}），不再试了。上面的数字是准的；需要名单请找维护机器人的人。`,
  },

  next: {
    unknown: (amount: string) => `❓ ${amount}不明：不知道企业微信发了没有。`,
    unknownWhy: (amount: string, doubt: string) => `• ${amount}：${doubt}`,
    unknownRestFirst: '发送停着的时候不能重发这些：剩余的发完以后，再决定要不要重发。不再发，点「保持不变」。',
    unknownListGone: '名单已过保存期限，机器人已经删除，不能再发给他们。看过之后，点「保持不变」。',
    restListGone: '名单已过保存期限，机器人已经删除，剩余的不能再发。要发，请用名单重新写一条。',
    unknownNoRest: '这条消息本身被拒了，不能原样重发。看过之后，点「保持不变」。',
    unknownChoice: '再发，有的人可能收到两次；不再发，有的可能一次也没收到。请您决定，机器人不会自己重发。',
    /** Where it has asked again by itself. */
    unknownChoiceNow: '再发，有的人可能收到两次；不再发，有的可能一次也没收到。机器人能安全再问的都问过了，请您决定。',
    /** Whose request was sent again by itself, and why that was safe. */
    repeated: (amount: string) =>
      `🔁 ${amount}没有等到答复，已用一字不差的同一个请求再问过。应用开着重复消息检查，企业微信会丢掉 4 小时内相同的请求，所以没有人会因此收到两次。`,
    sendAgain: (amount: string) => `重发这 ${amount} 个`,
    sendAgainEveryone: (who: string) => `再发一次（${who}）`,
    sendAgainConfirm: {
      title: '再发一次？',
      text: '如果第一次其实已经发出，这些人会收到两次，第一次的也撤不回来。',
      confirm: '再发一次',
      deny: '先不发',
    },
    leave: '保持不变',
    left: (amount: string) => `❓ ${amount}保持不明：您选择了不再发。`,
    unknownRecalled: (amount: string) =>
      `❓ ${amount}不明：不知道企业微信发了没有；没有消息编号，所以撤不回，也不会再发。`,
    stopped: (amount: string, cause: string) => `🛑 ${amount}没有发：${cause}。`,
    cancelled: (cause: string, amount: string) => `🛑 ${cause}，${amount}没有发。`,
    stoppedLate: (who: string) => `🛑 ${who} 停止得晚了：全部已经发出，没有什么可停的。`,
    cancelledCure: '如果是误停，可以把剩余的发出去。',
    sendRest: (amount: string) => `发送剩余的 ${amount} 个`,
    sendRestEveryone: (who: string) => `发给${who}`,
    refused: (amount: string, cause: string) => `⛔ ${amount}被拒：${cause}。`,
    invalid: (amount: string) => `⚠️ ${amount}无效。`,
    allInvalid: (amount: string) => `⛔ 名单上的全部无效（${amount}），没有发给任何人。`,
    /** Below the cure of what was composed wrongly; there is no button then. */
    composeAnew: {
      notice: '原样再发还会被拒：请用 `/school-notice` 重新发，只发给这次没有发的。',
      template: '原样再发还会被拒：请用 `/template-message` 重新发，只发给这次没有发的。',
    },
    /** After a recall nothing more goes out. */
    restRecalled: '已要求撤回，所以剩余的不再发；还要发，请重新发一次。',
    invalidCure: {
      notice: '请核对这些账号（写错、已离开，或不在应用的可见范围内），改好后用 `/school-notice` 只发给他们。',
      template:
        '请核对：写错、已离开，或不在应用的可见范围内？写的是这个应用给的账号吗（不是企业通讯录里的账号）？改好后用 `/template-message` 只发给他们。',
    },
    recall: {
      offer: (time: string) => `↩️ ${time} 以前可以撤回。`,
      button: '撤回',
      confirm: {
        title: '撤回这次发送？',
        text: '发出后 24 小时内有效。只从企业微信里撤回，微信插件里的撤不掉；已经看过的也已经看过了。结果不明的那些没有消息编号，撤不回。还没有发出的不再发。',
        confirm: '撤回',
        deny: '先不撤',
      },
      askedBy: (who: string) => `↩️ ${who} 要求撤回，结果另发一条。`,
      tooLate: '↩️ 超过 24 小时，不能再撤回。',
      nameless: '↩️ 企业微信没有给消息编号，不能撤回。',
    },
    wecomSays: (errcode: string, errmsg: string) => `企业微信原文：${errcode} ${errmsg}`,
    goesOn: '已按您的决定继续，新的结果会另发一条。',
    decided: '已处理，见后面的结果。',
  },

  buttons: {
    stopped: (name: string) => `${name} 已停止。还没发出的不再发；已发出的结果会写在消息串里。`,
    resumed: (name: string) => `${name} 继续发送剩余的，结果会写在消息串里。`,
    resent: (name: string) => `${name} 不明的正在重发，结果会写在消息串里。`,
    left: (name: string) => `${name} 不明的保持不变，不再发。`,
    retrying: (name: string) => `正在频道里再试一次。成功的话，${name} 的消息会出现在那里，然后开始发送。`,
    byDm: (name: string) => `${name} 的结果会在私信里告诉您，现在开始发送。`,
    listGone: (name: string) => `${name} 的名单已过保存期限，机器人已经删除，不能再发。什么都没有改变。`,
    stale: (name: string) => `${name} 的这个按钮已经用过，或者已经不适用了。什么都没有改变。`,
    gone: '找不到这次发送。什么都没有改变。',
    tooEarly: (name: string, time: string) => `${name} 要到 ${time} 以后才能继续。`,
    notYours: (who: string, name: string) => `只有发送的人（${who}）和管理员能操作 ${name}。什么都没有改变。`,
  },

  /** The reply about a recall once it is over. */
  recall: {
    title: {
      recalled: (amount: string) => `↩️ 企业微信已撤回 ${amount}`,
      some: (recalled: string, rest: string) => `⚠️ 企业微信撤回了 ${recalled}，${rest}撤不回`,
      failed: (amount: string) => `⛔ ${amount}撤不回`,
    },
    /** "已撤回 + 撤不回 = 已受理：1,000 + 1,081 = 2,081" */
    equation: (recalled: string, rest: string, accepted: string) =>
      `已撤回 + 撤不回 = 已受理：${recalled} + ${rest} = ${accepted}`,
    limits: '只从企业微信里撤回；微信插件里的还在，已经看过的也已经看过了。',
    notRecalled: (cause: string) => `撤不回的原因：${cause}。`,
    nameless: '企业微信受理时没有给消息编号',
    namelessCure: '没有编号的消息没有办法撤回。',
    appGone: '应用已不能再用：企业取消了授权，或机器人里不再配置它',
    appGoneCure: '请管理员让企业重新授权；24 小时之内授权好了，可以再按一次「撤回」。',
    unknown: (amount: string) => `另有 ${amount}不明：不知道发出没有，没有消息编号，所以撤不回。`,
    /** What is said to whoever asks for a recall; `asked` also by the command. */
    said: {
      asked: (name: string) => `↩️ 正在撤回 ${name}，还没有发出的不再发。结果会写在消息串里。`,
      already: (name: string) => `${name} 已经有人要求撤回，结果在消息串里。什么都没有改变。`,
      tooLate: (name: string) => `${name} 发出已超过 24 小时，企业微信不让撤回了。什么都没有改变。`,
      nothing: (name: string) => `${name} 没有可以撤回的：没有消息被受理，或者企业微信没有给消息编号。什么都没有改变。`,
      notice: (name: string) =>
        `${name} 是学校通知，企业微信不给它消息编号，所以不能撤回。还在发送的可以用 \`/wecom 取消 ${name}\` 停下。什么都没有改变。`,
    },
  },

  /** While WeCom pushes no ticket nothing goes out, and somebody may have to do something about it. */
  noTicket: {
    waits: '⏸ 暂时发不出去：企业微信没有推送 ticket（应用要用它取凭证），先等着。',
    cure: '一般 10 分钟内会推送，到了就自动继续。如果半小时还没有，请服务商（应用的开发商）检查回调地址是否正常。',
    over: 'ticket 已经到了，或者发送已经停下；现在的情况见上面第一行。',
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
      upload_failed: '上传中断',
    },
    otherwise: (error: string) => `Slack 拒绝了：${error}`,
    sentence: (why: string) => `${why}。`,
    cure: '已填的都保存好了，没有发给任何人。请在频道里输入 `/invite` 加上机器人的名字，再点「再试一次」；或者在私信里看结果。',
    /** Where an invitation would not help. */
    cureByAdmin: '已填的都保存好了，没有发给任何人。请在私信里看结果；或者请管理员处理好，再点「再试一次」。',
    retry: '再试一次',
    byDm: '在私信里告诉我',
  },
};
