/** What people read back in Slack. Amounts come in as text: "2,093", or the word for everyone at once. */

export const report = {
  kinds: {
    parent: 'parents',
    student: 'students',
    department: 'departments',
    externalUser: 'external users',
    member: 'members',
    tag: 'tags',
    ticket: 'tickets',
    wholeSchool: 'whole school',
    allMembers: 'all members',
  },
  everyone: { wholeSchool: 'the whole school', allMembers: 'all members' },
  ends: { accepted: 'accepted', invalid: 'invalid', refused: 'refused', unknown: 'unknown', unsent: 'unsent' },
  counted: (amount: string) => amount,
  total: 'total',
  listSeparator: ', ',

  headline: {
    preparing: '⏳ preparing',
    sending: (batch: string, batches: string) => `📤 sending ${batch}/${batches}`,
    waiting: {
      throttled: (time: string) => `⏸ throttled, goes on at ${time}`,
      unreachable: (time: string) => `⏸ WeCom cannot be reached, next try at ${time}`,
      noTicket: (time: string) => `⏸ waiting for WeCom to push its ticket, looked at again at ${time} at the latest`,
      slowDown: (time: string) => `⏸ WeCom asks to slow down, goes on at ${time}`,
      busy: (time: string) => `⏸ WeCom is busy, next try at ${time}`,
      repeat: (time: string) => `⏸ no answer came, the same request is sent again at ${time} (WeCom drops the copy)`,
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
    recalling: '↩️ recall under way',
    recallingSome: (amount: string) => `↩️ recall under way, recalled ${amount}`,
    recalled: (amount: string) => `↩️ recalled ${amount}`,
    notRecalled: (amount: string, reason: string) => `${amount} could not be recalled: ${reason}`,
    /** Where nothing was recalled. */
    recallFailed: (parts: string) => `⚠️ ${parts}`,
  },

  parent: {
    title: 'Title',
    template: 'Template',
    miniProgram: 'Mini-program',
    url: 'Link',
    /** A message that has both opens the mini-program. */
    urlUnused: (url: string) => `${url} (not used: the mini-program is opened)`,
    audience: 'To',
    onlyUnauth: (tickets: string) => `${tickets}: only those in them who have not authorised this app`,
    note: (text: string) => `Note (seen in Slack only): ${text}`,
    sentBy: (who: string, name: string) => `sent by ${who} · ${name}`,
    progress: (bar: string, done: string, total: string) => `${bar} ${done} of ${total} batches finished`,
    stop: 'Stop now',
    stopConfirm: {
      title: 'Stop sending?',
      text: {
        notice: 'What has not left will not be sent. What has left cannot be taken back.',
        template:
          'What has not left will not be sent. What has left can be recalled below the result, within 24 hours.',
      },
      confirm: 'Stop',
      deny: 'Go on sending',
    },
    /** Above the parent message in a direct message, when the channel took no more reports. */
    moved: (channel: string, why: string) =>
      `No more reports can be posted in ${channel} (${why}), so you are told here from now on. This does not affect the sending.`,
  },

  receipt: {
    saved: (name: string) => `🧾 ${name} is saved and survives a restart`,
    arithmetic: (a: {
      lines: string;
      headings: string | null;
      blank: string;
      ids: string;
      repeated: string;
      malformed: string;
      willSend: string;
    }) =>
      `${a.lines} ${a.lines === '1' ? 'line' : 'lines'}${a.headings === null ? '' : ` → heading ${a.headings}`} → blank ${a.blank} → ids ${a.ids} → repeated ${a.repeated} → malformed ${a.malformed} → will send ${a.willSend}`,
    willSend: (amount: string) => `will send ${amount}`,
    batches: (batches: string) => (batches === '1' ? 'in 1 batch' : `in ${batches} batches`),
    everyone: (who: string, batches: string) =>
      batches === '1' ? `${who}, in 1 batch` : `${who}, in ${batches} batches`,
    separator: ', ',
    status: (name: string) => `\`/wecom status ${name}\` tells how it stands at any time`,
  },

  progress: {
    running: 'Progress',
    over: 'Sending is over, the result is below',
    answered: (bar: string, done: string, total: string) => `${bar} ${done} of ${total} batches finished`,
    inFlight: (amount: string) => `${amount} waiting for an answer`,
    separator: ' · ',
  },

  result: {
    kind: 'kind',
    /** "accepted + invalid = list: 2,081 + 12 = 2,093" */
    equation: (ends: string, sum: string, total: string) => `${ends} = list: ${sum} = ${total}`,
    everyone: (who: string, end: string) => `${who}: ${end}`,
    listGone:
      'The bot has deleted the list, which it keeps for a limited time; the numbers stay. Files it had put into the thread are still in Slack.',
    noReceipt: {
      notice: 'Accepted by WeCom; there is no delivery receipt for school notices, so nobody can tell who has seen it.',
      template:
        'Accepted by WeCom; there is no delivery receipt for template messages, so nobody can tell who has seen it.',
    },
    /** Where a number could be taken for a number of people. */
    oneEach: (kinds: string) => `Here ${kinds} count as 1 each; WeCom does not tell how many people that is.`,
    unlicensed: 'no API licence',
    unlicensedCure:
      'Without one they get nothing; the provider of the app has to buy or renew it, then send to just them.',
    listOf: (end: string, kind: string) => `*${end} · ${kind}*`,
    /** When the list is longer than what stands here. */
    more: (amount: string, file: string) => `${amount} more are not listed here; all are in \`${file}\``,
    phones: (amount: string) =>
      `${amount} look like mobile numbers, so they are in the file only, not in the channel. A number is no id: check the list.`,
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
      `\`${file}\` could not be uploaded (${why}). It follows by itself within a week; where a permission is missing, an admin has to grant the bot files:write and invite it to the channel.`,
    givenUp: (file: string, why: string) =>
      `\`${file}\` could not be uploaded for a week (${why}) and is not tried any more. The numbers above are right; whoever runs the bot can get the list.`,
  },

  next: {
    unknown: (amount: string) => `❓ ${amount} unknown: nobody can say whether WeCom sent them.`,
    unknownWhy: (amount: string, doubt: string) => `• ${amount}: ${doubt}`,
    unknownRestFirst:
      'They cannot be sent again while sending is stopped: decide once the rest has gone out. To send nothing more to them, press “Leave as it is”.',
    unknownListGone:
      'The bot has deleted the list, which it keeps for a limited time, so nothing can be sent to them again. Once you have seen this, press “Leave as it is”.',
    restListGone:
      'The bot has deleted the list, which it keeps for a limited time, so the rest cannot be sent. To send it, write a new one with the list.',
    unknownNoRest:
      'This message itself was refused, so it cannot be sent again as it is. Once you have seen this, press “Leave as it is”.',
    unknownChoice:
      'Sent again, some people may get it twice; not sent again, some may not get it at all. You decide; the bot never resends on its own.',
    unknownChoiceNow:
      'Sent again, some people may get it twice; not sent again, some may not get it at all. The bot has asked again as long as that was safe; now you decide.',
    repeated: (amount: string) =>
      `🔁 For ${amount} no answer came, so the very same request was sent again, byte for byte. The app has the duplicate check on: WeCom drops the same request within 4 hours, so nobody gets it twice because of this.`,
    sendAgain: (amount: string) => (amount === '1' ? 'Send this 1 again' : `Send these ${amount} again`),
    sendAgainEveryone: (who: string) => `Send to ${who} again`,
    sendAgainConfirm: {
      title: 'Send again?',
      text: 'If the first time did go out, these people get it twice, and the first cannot be taken back.',
      confirm: 'Send again',
      deny: 'Not now',
    },
    leave: 'Leave as it is',
    left: (amount: string) => `❓ ${amount} stay unknown: you chose not to send again.`,
    unknownRecalled: (amount: string) =>
      `❓ ${amount} unknown: nobody can say whether WeCom sent them. Without a message id they cannot be recalled, and they are not sent again.`,
    stopped: (amount: string, cause: string) => `🛑 ${amount} unsent: ${cause}.`,
    cancelled: (cause: string, amount: string) => `🛑 ${cause}, ${amount} unsent.`,
    stoppedLate: (who: string) => `🛑 ${who} stopped it too late: everything had left already, so nothing was stopped.`,
    cancelledCure: 'If that was a mistake, the rest can still be sent.',
    sendRest: (amount: string) => `Send the remaining ${amount}`,
    sendRestEveryone: (who: string) => `Send to ${who}`,
    refused: (amount: string, cause: string) => `⛔ ${amount} refused: ${cause}.`,
    invalid: (amount: string) => `⚠️ ${amount} invalid.`,
    allInvalid: (amount: string) => `⛔ All ${amount} in the list are invalid, nobody was sent to.`,
    /** Below the cure of what was composed wrongly; there is no button then. */
    composeAnew: {
      notice:
        'Sent as it is, it would be refused again: make a new one with `/school-notice`, for just those who are unsent now.',
      template:
        'Sent as it is, it would be refused again: make a new one with `/template-message`, for just those who are unsent now.',
    },
    /** After a recall nothing more goes out. */
    restRecalled: 'A recall was asked for, so the rest is not sent. To send after all, begin anew.',
    invalidCure: {
      notice:
        'Check these ids (misspelt, left the school, or outside what the app may see), then send to just them with `/school-notice`.',
      template:
        'Check: misspelt, left, or outside what the app may see? Are they the ids of this app, not those of the company’s own directory? Then send to just them with `/template-message`.',
    },
    recall: {
      offer: (time: string) => `↩️ Can be recalled until ${time}.`,
      button: 'Recall',
      confirm: {
        title: 'Recall this delivery?',
        text: 'Works within 24 hours of sending. It disappears from WeCom only, not from the WeChat plugin, and who has read it has read it. Those that are unknown have no message id and cannot be recalled. What has not left will not be sent.',
        confirm: 'Recall',
        deny: 'Not now',
      },
      askedBy: (who: string) => `↩️ ${who} asked for a recall; what came of it is a reply of its own.`,
      tooLate: '↩️ Older than 24 hours: it can no longer be recalled.',
      nameless: '↩️ WeCom gave no message id, so it cannot be recalled.',
    },
    wecomSays: (errcode: string, errmsg: string) => `In the words of WeCom: ${errcode} ${errmsg}`,
    goesOn: 'It goes on as you decided; the new result will be a new reply.',
    decided: 'Done, see the result further below.',
  },

  buttons: {
    stopped: (name: string) =>
      `${name} is stopped. What has not left is not sent; what has left is reported in the thread.`,
    resumed: (name: string) => `${name} goes on with the rest; the result will be in the thread.`,
    resent: (name: string) => `The unknown ones of ${name} are being sent again; the result will be in the thread.`,
    left: (name: string) => `The unknown ones of ${name} stay as they are and are not sent again.`,
    retrying: (name: string) => `Trying the channel again. If it works, ${name} appears there and sending begins.`,
    byDm: (name: string) => `The result of ${name} will be told to you in a direct message; sending begins now.`,
    listGone: (name: string) =>
      `The bot has deleted the list of ${name}, which it keeps for a limited time, so nothing of it can be sent. Nothing was changed.`,
    stale: (name: string) => `This button of ${name} has been used already, or no longer applies. Nothing was changed.`,
    gone: 'This delivery cannot be found. Nothing was changed.',
    tooEarly: (name: string, time: string) => `${name} can go on after ${time} only.`,
    notYours: (who: string, name: string) =>
      `Only the sender (${who}) and admins may do this to ${name}. Nothing was changed.`,
  },

  /** The reply about a recall once it is over. */
  recall: {
    title: {
      recalled: (amount: string) => `↩️ WeCom recalled ${amount}`,
      some: (recalled: string, rest: string) => `⚠️ WeCom recalled ${recalled}; ${rest} could not be recalled`,
      failed: (amount: string) => `⛔ ${amount} could not be recalled`,
    },
    /** "recalled + not recalled = accepted: 1,000 + 1,081 = 2,081" */
    equation: (recalled: string, rest: string, accepted: string) =>
      `recalled + not recalled = accepted: ${recalled} + ${rest} = ${accepted}`,
    limits: 'It is gone from WeCom only: copies in the WeChat plugin stay, and who has read it has read it.',
    notRecalled: (cause: string) => `The reason: ${cause}.`,
    nameless: 'WeCom gave no message id',
    namelessCure: 'Without one there is no way to recall.',
    appGone:
      'the app can no longer be used: the company took its authorisation back, or the bot is no longer set up for it',
    appGoneCure:
      'An admin has to have the company authorise it again; if that is done within the 24 hours, press Recall once more.',
    unknown: (amount: string) =>
      `Besides, ${amount} unknown: nobody can say whether they went out, and without a message id they cannot be recalled.`,
    /** What is said to whoever asks for a recall; `asked` also by the command. */
    said: {
      asked: (name: string) =>
        `↩️ ${name} is being recalled; what has not left is not sent. What comes of it will be in the thread.`,
      already: (name: string) => `${name} was asked back already; see its thread. Nothing was changed.`,
      tooLate: (name: string) =>
        `${name} went out more than 24 hours ago, and WeCom no longer recalls it. Nothing was changed.`,
      nothing: (name: string) =>
        `There is nothing of ${name} to recall: nothing was accepted, or WeCom gave no message id. Nothing was changed.`,
      notice: (name: string) =>
        `${name} is a school notice. WeCom gives those no message id, so they cannot be recalled; while it is sending, \`/wecom cancel ${name}\` stops it. Nothing was changed.`,
    },
  },

  /** While WeCom pushes no ticket nothing goes out, and somebody may have to do something about it. */
  noTicket: {
    waits: '⏸ It cannot go out for now: WeCom has not pushed its ticket, which the app needs for a token.',
    cure: 'It usually comes within 10 minutes, and then sending goes on by itself. If it has not come after half an hour, the provider of the app has to check its callback URL.',
    over: 'The ticket has come, or the delivery was stopped; the first line above tells how it stands.',
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
      upload_failed: 'the upload broke off',
    },
    otherwise: (error: string) => `Slack refused: ${error}`,
    sentence: (why: string) => `The reason: ${why}.`,
    cure: 'Everything you filled in is saved, and nobody was sent to. Type `/invite` with the name of the bot in the channel and press Try again, or have the result told to you in a direct message.',
    cureByAdmin:
      'Everything you filled in is saved, and nobody was sent to. Have the result told to you in a direct message, or have an admin mend this and press Try again.',
    retry: 'Try again',
    byDm: 'Tell me by direct message',
  },
};
