/** What the page says to people on both of its sides. */
import type { Why } from '../slack/not-possible.ts';
import type { PageLocale } from './contract.ts';

type PageWords = {
  title: string;
  terminal: {
    starting: string;
    ready(url: string): string;
    noSamples(error: unknown): string;
  };
  /** Why something that was asked for did not happen. */
  notPossible: Record<Why | 'notTaken' | 'notAuthorised', string>;
};

export const pageWords: Record<PageLocale, PageWords> = {
  zh: {
    title: '企业微信助手 · 演练场',
    terminal: {
      starting: '正在本机建数据库，启动 Slack、企业微信和机器人……',
      ready: (url) => `\n  演练场已就绪，请用浏览器打开：\n\n    ${url}\n\n  数据不离开本机；按 Ctrl-C 结束。\n`,
      noSamples: (error) => `示例没有发成：${error}`,
    },
    notPossible: {
      modalGone: '这个窗口已经不在最前面了。',
      modalInTheWay: '请先关闭打开着的窗口。',
      noSubmit: '这个窗口没有提交按钮。',
      thingGone: '刚才那一项已经被改掉或撤走了，请看最新的内容。',
      notInPlace: '你不在这个频道里。',
      archived: '这个频道已归档，不能再发消息。',
      wrongEntry: '这一栏填不进这样的内容。',
      wrongFile: '这一栏不收这种类型的文件。',
      fileTooBig: '文件超过 10 MB，Slack 的表单不收。',
      typeMore: '请多输入几个字。',
      noOptions: '没能取到选项，请再试一次。',
      notTaken: '机器人没有接收企业微信的推送，可能正在重启。',
      notAuthorised: '这家企业没有授权这个应用。',
    },
  },
  en: {
    title: 'WeCom Relay · sandbox',
    terminal: {
      starting: 'Creating the database and starting Slack, WeCom and the bot on this machine …',
      ready: (url) =>
        `\n  The sandbox is ready. Open it in a browser:\n\n    ${url}\n\n  Nothing leaves this machine; Ctrl-C ends it.\n`,
      noSamples: (error) => `The samples were not sent: ${error}`,
    },
    notPossible: {
      modalGone: 'That window is no longer in front.',
      modalInTheWay: 'Close the open window first.',
      noSubmit: 'That window has no submit button.',
      thingGone: 'That has been changed or taken away; look at what is there now.',
      notInPlace: 'You are not in this channel.',
      archived: 'This channel is archived; nobody can post in it.',
      wrongEntry: 'This field does not hold such a thing.',
      wrongFile: 'This field does not take files of that type.',
      fileTooBig: 'The file is larger than 10 MB, which Slack’s forms do not take.',
      typeMore: 'Type a little more.',
      noOptions: 'The options could not be loaded. Try again.',
      notTaken: 'The bot did not take what WeCom pushed; it may be restarting.',
      notAuthorised: 'That company has not authorised that app.',
    },
  },
};
