/** What people read back in Slack. Amounts come in as text: "2,093", or the word for the whole school. */

export const report = {
  kinds: {
    parent: 'parents',
    student: 'students',
    department: 'departments',
    externalUser: 'external users',
    school: 'whole school',
  },
  wholeSchool: 'whole school',
  ends: { accepted: 'accepted', invalid: 'invalid', refused: 'refused', unknown: 'unknown', unsent: 'unsent' },
  total: 'total',
  listSeparator: ', ',

  headline: {
    preparing: '⏳ preparing',
    sending: (batch: string, batches: string) => `📤 sending ${batch}/${batches}`,
    waiting: {
      throttled: (time: string) => `⏸ throttled, goes on at ${time}`,
      unreachable: (time: string) => `⏸ WeCom cannot be reached, tried again at ${time}`,
      slowDown: (time: string) => `⏸ WeCom asks to slow down, goes on at ${time}`,
      busy: (time: string) => `⏸ WeCom is busy, tried again at ${time}`,
    },
    stopping: '🛑 stopping, waiting for the answer to what has left',
    accepted: (amount: string) => `✅ accepted ${amount}`,
    acceptedWithRest: (parts: string) => `⚠️ ${parts}`,
    unknownUndecided: (amount: string) => `❓ ${amount} unknown, you decide`,
    alsoUnsent: (amount: string) => `; ${amount} unsent`,
    notSent: (reason: string) => `⛔ not sent: ${reason}`,
    allInvalid: (amount: string) => `all ${amount} in the list are invalid`,
    cancelled: '🚫 cancelled',
    stopped: (parts: string) => `🛑 stopped: ${parts}`,
    /** One part of a sum in a headline; accepted stands first where nothing is stopped. */
    firstAccepted: (amount: string) => `accepted ${amount}`,
    parts: {
      accepted: (amount: string) => `${amount} accepted`,
      invalid: (amount: string) => `${amount} invalid`,
      refused: (amount: string) => `${amount} refused`,
      unknown: (amount: string) => `${amount} unknown`,
      unsent: (amount: string) => `${amount} unsent`,
    },
    partSeparator: ', ',
  },

  parent: {
    title: 'Title',
    miniProgram: 'Mini-program',
    audience: 'To',
    note: (text: string) => `Note (seen in Slack only): ${text}`,
    sentBy: (who: string, name: string) => `sent by ${who} · ${name}`,
    progress: (bar: string, done: string, total: string) => `${bar} ${done} of ${total} batches answered`,
    stop: 'Stop now',
    stopConfirm: {
      title: 'Stop sending?',
      text: 'What has not left will not be sent. What has left cannot be taken back.',
      confirm: 'Stop',
      deny: 'Go on sending',
    },
    /** Above the parent message in a direct message, when the channel took no more reports. */
    moved: (channel: string, why: string) =>
      `No more reports can be posted in ${channel} (${why}), so you are told here from now on. The sending was not affected.`,
  },

  receipt: {
    saved: (name: string) => `🧾 ${name} is saved and survives a restart`,
    arithmetic: (a: {
      lines: string;
      blank: string;
      ids: string;
      repeated: string;
      malformed: string;
      willSend: string;
    }) =>
      `${a.lines} lines → blank ${a.blank} → ids ${a.ids} → repeated ${a.repeated} → malformed ${a.malformed} → will send ${a.willSend}`,
    willSend: (amount: string) => `will send ${amount}`,
    batches: (batches: string) => (batches === '1' ? 'in 1 batch' : `in ${batches} batches`),
    wholeSchool: (batches: string) =>
      batches === '1' ? 'whole school, in 1 batch' : `whole school, in ${batches} batches`,
    separator: ', ',
    status: (name: string) => `\`/wecom status ${name}\` tells how it stands at any time`,
  },

  progress: {
    running: 'Progress',
    over: 'Sending is over, the result is below',
    answered: (bar: string, done: string, total: string) => `${bar} ${done} of ${total} batches answered`,
    inFlight: (amount: string) => `${amount} waiting for an answer`,
    separator: ' · ',
  },

  result: {
    kind: 'kind',
    /** "accepted + invalid = list: 2,081 + 12 = 2,093" */
    equation: (ends: string, sum: string, total: string) => `${ends} = list: ${sum} = ${total}`,
    wholeSchool: (end: string) => `whole school (one call): ${end}`,
    noReceipt:
      'Accepted by WeCom; there is no delivery receipt for school notices, so nobody can tell who has seen it.',
    listOf: (end: string, kind: string) => `*${end} · ${kind}*`,
    /** When the list is longer than what stands here. */
    more: (amount: string, file: string) => `${amount} more are not listed here; all are in \`${file}\``,
    complete: (file: string) => `complete list: \`${file}\``,
  },

  files: {
    invalid: (amount: string) => `The ${amount} not accepted (invalid and refused)`,
    unsent: (amount: string) => `The ${amount} unsent or unknown`,
    columns: { id: 'id', line: 'line', kind: 'kind', end: 'outcome', reason: 'reason', batch: 'batch' },
    /** In a direct message, when the channel takes no files. */
    elsewhere: (name: string, why: string) =>
      `The list file of ${name} cannot be put into the channel (${why}), so here it is:`,
    failed: (file: string, why: string) =>
      `\`${file}\` could not be uploaded (${why}). An admin has to grant the bot files:write and invite it to the channel; then it follows by itself.`,
  },

  next: {
    unknown: (amount: string) => `❓ ${amount} unknown: nobody can say whether WeCom sent them.`,
    unknownWhy: (amount: string, doubt: string) => `• ${amount}: ${doubt}`,
    unknownChoice:
      'Sent again, some families may get it twice; not sent again, some may not get it at all. You decide; the bot never resends on its own.',
    sendAgain: (amount: string) => (amount === '1' ? 'Send this 1 again' : `Send these ${amount} again`),
    sendAgainSchool: 'Send to the whole school again',
    sendAgainConfirm: {
      title: 'Send again?',
      text: 'If the first time did go out, these families get it twice. It cannot be taken back.',
      confirm: 'Send again',
      deny: 'Not now',
    },
    leave: 'Leave as it is',
    left: (amount: string) => `❓ ${amount} stay unknown: you chose not to send again.`,
    stopped: (amount: string, cause: string) => `🛑 ${amount} unsent: ${cause}.`,
    cancelled: (cause: string, amount: string) => `🛑 ${cause}, ${amount} unsent.`,
    cancelledCure: 'If that was a mistake, the rest can still be sent.',
    sendRest: (amount: string) => `Send the remaining ${amount}`,
    sendRestSchool: 'Send to the whole school',
    refused: (amount: string, cause: string) => `⛔ ${amount} refused: ${cause}.`,
    invalid: (amount: string) => `⚠️ ${amount} invalid.`,
    allInvalid: (amount: string) => `⛔ All ${amount} in the list are invalid, nobody was sent to.`,
    invalidCure:
      'Check these ids (misspelt, left the school, or outside what the app may see), then send to just them with `/school-notice`.',
    wecomSays: (errcode: string, errmsg: string) => `In the words of WeCom: ${errcode} ${errmsg}`,
    goesOn: 'It goes on as you decided; the new result will be a new reply.',
    decided: 'Done, see the result further below.',
  },

  buttons: {
    stopped: (name: string) =>
      `${name} is stopped. What has not left is not sent; what has left is reported in the thread.`,
    resumed: (name: string) => `${name} goes on with the rest; the result will be in the thread.`,
    resent: (name: string) => `The unknown ones of ${name} are being sent again; the result will be in the thread.`,
    resentWithRest: (name: string) =>
      `The unknown ones of ${name} are among the remaining now. It is still stopped: press “Send the remaining” under the new result.`,
    left: (name: string) => `The unknown ones of ${name} stay as they are and are not sent again.`,
    retrying: (name: string) => `Trying the channel again. If it works, ${name} appears there and sending begins.`,
    byDm: (name: string) => `The result of ${name} will be told to you in a direct message; sending begins now.`,
    stale: (name: string) => `This button of ${name} has been used already, or no longer applies. Nothing was changed.`,
    gone: 'This delivery cannot be found. Nothing was changed.',
    tooEarly: (name: string, time: string) => `${name} can go on after ${time} only.`,
    notYours: (who: string, name: string) =>
      `Only the sender (${who}) and admins may do this to ${name}. Nothing was changed.`,
  },

  noPlace: {
    headline: (name: string) => `⛔ ${name} has not been sent: there is no place here to report to.`,
    why: {
      not_in_channel: 'the bot is not in this channel',
      channel_not_found: 'the bot is not in this channel or conversation and cannot see it',
      is_archived: 'this channel is archived',
      restricted_action: 'this channel does not let the bot post',
      messages_tab_disabled: 'the bot cannot send direct messages',
      missing_scope: 'the bot lacks a permission',
    },
    otherwise: (error: string) => `Slack refused: ${error}`,
    sentence: (why: string) => `The reason: ${why}.`,
    cure: 'Everything you filled in is saved, and nobody was sent to. Type `/invite` with the name of the bot in the channel and press Try again, or have the result told to you in a direct message.',
    retry: 'Try again',
    byDm: 'Tell me by direct message',
  },
};
