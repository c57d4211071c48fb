/** What the page itself says on Slack's side; the compiler holds English to the keys of the Chinese. */
import type { PageLocale, PagePerson } from '../../contract.ts';

const zh = {
  language: 'zh-CN',
  page: { slack: 'Slack', wecom: '企业微信', sides: '看哪一边' },
  person: {
    actAs: '扮演',
    roles: { sender: '发送人', approver: '审批人', admin: '管理员', guest: '访客' } satisfies Record<
      PagePerson['role'],
      string
    >,
  },
  bot: {
    tag: '应用',
    runs: '机器人运行中',
    away: '机器人没有在运行，命令和按钮都不会有回应。',
    restart: '重启机器人',
    door: { http: 'HTTP', socket: 'Socket Mode' },
    notHere: '机器人不在这个频道里。',
    invite: '邀请机器人',
    remove: '把机器人移出频道',
  },
  places: { list: '频道和私信', channels: '频道', directs: '私信', unread: '有新消息', close: '关闭频道列表' },
  channel: {
    menu: '频道选项',
    archived: '这个频道已归档，不能再发言。',
    empty: '这里还没有消息。输入 / 看看能用哪些命令。',
    messages: '消息',
    rateLimit: '让 Slack 限流 60 秒（429）',
    rateLimited: (time: string) => `Slack 正在限流，到 ${time} 为止。`,
  },
  message: {
    onlyYou: '只有你能看到',
    edited: '（已编辑）',
    deleted: '这条消息已删除。',
    replies: (count: number) => `${count} 条回复`,
    broadcast: '回复了讨论串',
    more: '更多操作',
    reply: '在讨论串中回复',
    download: (name: string) => `下载 ${name}`,
  },
  thread: { title: '讨论串', close: '关闭讨论串' },
  composer: {
    message: (place: string) => `给 ${place} 发消息`,
    hint: '发消息，或输入 / 使用命令',
    reply: '回复…',
    attach: '添加文件',
    removeFile: (name: string) => `去掉 ${name}`,
    send: '发送',
    shortcuts: '快捷方式',
    commands: '可用的命令',
    unknownCommand: (name: string) => `没有 ${name} 这个命令。输入 / 看看有哪些。`,
    noCommandInThread: '讨论串里不能用命令，请在频道里输入。',
    sampleList: '下载示例名单（2,300 行）',
  },
  form: {
    back: '返回上一步',
    closeAll: '关闭',
    cancel: '取消',
    close: '关闭',
    optional: '选填',
    required: '必填',
    clear: (label: string) => `清空 ${label}`,
    remove: (label: string) => `去掉 ${label}`,
    choose: '请选择',
    noMatch: '没有匹配的选项',
    typeMore: (least: number) => `请至少输入 ${least} 个字`,
    searching: '正在查找…',
    left: (count: number) => `还可以输入 ${count} 个字符`,
    chooseFile: '选择文件',
    orDrop: '或拖到这里',
    uploading: '正在上传…',
    wrongType: (types: string) => `只收 ${types} 文件。`,
    tooBig: '文件不能超过 10 MB。',
    overflow: '更多',
  },
  trouble: {
    connecting: '机器人没有及时回应，请再试一次。',
    lost: '和演练服务器的连接断了，正在重连…',
    faults: (count: number) => `机器人做了 ${count} 件 Slack 不允许的事`,
    dismiss: '知道了',
  },
  /** Slack's own sentences, which the sandbox says in English. */
  slackSays: {
    'Please complete this required field.': '请填写这一项。',
    'We had some trouble connecting. Try again?': '连接出了点问题，请再试一次。',
    'Must be a number.': '请填数字。',
    'Must be a valid email address.': '请填有效的邮箱地址。',
    'Must be a valid URL.': '请填有效的网址。',
    'This message was deleted.': '这条消息已删除。',
  } as Record<string, string>,
};

type Words = typeof zh;

const en: Words = {
  language: 'en',
  page: { slack: 'Slack', wecom: 'WeCom', sides: 'Which side' },
  person: { actAs: 'Act as', roles: { sender: 'sender', approver: 'approver', admin: 'admin', guest: 'guest' } },
  bot: {
    tag: 'APP',
    runs: 'The bot is running',
    away: 'The bot is not running; commands and buttons will not be answered.',
    restart: 'Restart the bot',
    door: { http: 'HTTP', socket: 'Socket Mode' },
    notHere: 'The bot is not in this channel.',
    invite: 'Invite the bot',
    remove: 'Remove the bot from the channel',
  },
  places: {
    list: 'Channels and direct messages',
    channels: 'Channels',
    directs: 'Direct messages',
    unread: 'new messages',
    close: 'Close the list of channels',
  },
  channel: {
    menu: 'Channel options',
    archived: 'This channel is archived; nothing more can be said here.',
    empty: 'No messages yet. Type / to see the commands.',
    messages: 'Messages',
    rateLimit: 'Let Slack throttle for 60 s (429)',
    rateLimited: (time) => `Slack is throttling until ${time}.`,
  },
  message: {
    onlyYou: 'Only visible to you',
    edited: '(edited)',
    deleted: 'This message was deleted.',
    replies: (count) => (count === 1 ? '1 reply' : `${count} replies`),
    broadcast: 'replied to a thread',
    more: 'More actions',
    reply: 'Reply in thread',
    download: (name) => `Download ${name}`,
  },
  thread: { title: 'Thread', close: 'Close the thread' },
  composer: {
    message: (place) => `Message ${place}`,
    hint: 'Write a message, or / for commands',
    reply: 'Reply…',
    attach: 'Attach files',
    removeFile: (name) => `Remove ${name}`,
    send: 'Send',
    shortcuts: 'Shortcuts',
    commands: 'Commands',
    unknownCommand: (name) => `${name} is not a valid command. Type / to see what there is.`,
    noCommandInThread: 'Commands do not work in threads; type it in the channel.',
    sampleList: 'Download the sample list (2,300 lines)',
  },
  form: {
    back: 'Back',
    closeAll: 'Close',
    cancel: 'Cancel',
    close: 'Close',
    optional: 'optional',
    required: 'required',
    clear: (label) => `Clear ${label}`,
    remove: (label) => `Remove ${label}`,
    choose: 'Choose',
    noMatch: 'No matching options',
    typeMore: (least) => (least === 1 ? 'Type at least 1 character' : `Type at least ${least} characters`),
    searching: 'Looking…',
    left: (count) => (count === 1 ? '1 character left' : `${count} characters left`),
    chooseFile: 'Choose a file',
    orDrop: 'or drop it here',
    uploading: 'Uploading…',
    wrongType: (types) => `Only ${types} files.`,
    tooBig: 'A file may have at most 10 MB.',
    overflow: 'More',
  },
  trouble: {
    connecting: 'The bot did not answer in time. Try again?',
    lost: 'The connection to the rehearsal is lost; trying again…',
    faults: (count) => `The bot did ${count === 1 ? 'a thing' : `${count} things`} that Slack does not allow`,
    dismiss: 'Dismiss',
  },
  slackSays: {},
};

export function wordsIn(locale: PageLocale): Words {
  return locale === 'zh' ? zh : en;
}

export function slackSays(words: Words, text: string): string {
  return Object.hasOwn(words.slackSays, text) ? (words.slackSays[text] ?? text) : text;
}

export type { Words };
