/**
 * What the page in the browser and its server say to each other: JSON over HTTP on loopback. Types only, so that both sides
 * import this file and the browser takes no code of the server with it.
 *
 * | request | answer |
 * |---|---|
 * | `GET /` · `/page.js` · `/page.css` | the page |
 * | `GET /state?as=U0WANG` | `SlackState`, as that person sees it |
 * | `GET /wecom` | `WecomState` |
 * | `GET /wecom/calls/7` | `WecomCallInFull` |
 * | `GET /wecom/media/ID` | the image |
 * | `GET /changes` | server-sent events without content: `slack`, `wecom`; many changes at once are one event |
 * | `POST /act` with an `Act` | `ActAnswer` |
 * | `POST /upload?as=…&name=…` with bytes | `{ fileId }`, for `say` and `change` |
 * | `GET /files/ID?as=…` | the file, as an attachment |
 * | `GET /sample-list.csv` · `/sample-cover.jpg` | the list of 2,300 lines, a cover |
 */
import type { Block } from '../slack/block-kit/blocks.ts';
import type { Option } from '../slack/block-kit/composition.ts';
import type { Entry } from '../slack/input-state.ts';
import type { LogEntry } from '../wecom/log.ts';

export type PageLocale = 'zh' | 'en';

export type PagePerson = {
  id: string;
  name: string;
  locale: PageLocale;
  role: 'sender' | 'approver' | 'admin' | 'guest';
};

export type PagePlace = {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  isArchived: boolean;
  isBotMember: boolean;
};

export type PageFile = { id: string; name: string; mimetype: string; size: number };

export type PageMessage = {
  /** Unique within a place, and its order. */
  ts: string;
  /** The parent's `ts`; null for a message of the channel itself. */
  threadTs: string | null;
  userId: string;
  /** mrkdwn; what is shown when there are no blocks. */
  text: string;
  blocks: Block[];
  files: PageFile[];
  isEdited: boolean;
  /** A reply shown in the channel too. */
  isBroadcast: boolean;
  /** Deleted, with replies that are still there. */
  isTombstone: boolean;
  /** Ephemeral: "only visible to you". */
  isPrivate: boolean;
};

/** A modal, as far as Slack's client has it. */
export type PageView = {
  id: string;
  /** Changes with every update by the bot. */
  hash: string;
  title: string;
  /** Null: no such button. */
  submit: string | null;
  close: string | null;
  blocks: Block[];
  /** By block_id, then action_id: what is entered. */
  entries: Record<string, Record<string, Entry>>;
  /** By block_id. */
  errors: Record<string, string>;
  /** Slack's banner when the bot did not answer in time. */
  trouble: string | null;
};

export type SlackState = {
  me: PagePerson;
  people: PagePerson[];
  bot: { id: string; name: string; door: 'http' | 'socket'; isRunning: boolean };
  commands: { command: string; description: string; usageHint: string | null }[];
  /** From the manifest; none when the bot has none. */
  shortcuts: { callbackId: string; name: string; kind: 'message' | 'global' }[];
  /** Those this person is in; the direct message with the bot is always among them. */
  places: PagePlace[];
  /** By place, oldest first, replies and this person's private messages included. */
  messages: Record<string, PageMessage[]>;
  /** At most three, the one in front last. */
  modals: PageView[];
  /** What ids in mrkdwn are called: people, places, user groups. */
  names: Record<string, string>;
  /** What the bot did that no correct bot does; should stay empty. */
  faults: string[];
  /** How long the Slack of this sandbox will still say 429, unix milliseconds; null when it does not. */
  rateLimitedUntil: number | null;
};

/** Where in a modal or message; `optionValue` only for an overflow menu. */
type ElementRef = { blockId: string; actionId: string; optionValue?: string };

/** What a person does. `as` is who. */
export type Act = { as: string } & (
  | { act: 'command'; place: string; command: string; text: string }
  | { act: 'say'; place: string; text: string; threadTs?: string; fileIds?: string[] }
  /** A button on a message, private ones too. */
  | ({ act: 'click'; place: string; ts: string } & ElementRef)
  | { act: 'shortcut'; callbackId: string; place?: string; ts?: string }
  /** Something was typed, picked or ticked; the bot hears of it where Block Kit says so. Files by `fileIds`, all that the field holds now. */
  | ({ act: 'change'; viewId: string; entry: Entry } & ElementRef)
  | ({ act: 'changeFiles'; viewId: string; fileIds: string[] } & ElementRef)
  | ({ act: 'press'; viewId: string } & ElementRef)
  /** What the bot suggests for what was typed into an external menu; groups are answered flat. */
  | ({ act: 'suggest'; viewId: string; typed: string } & ElementRef)
  | { act: 'submit'; viewId: string }
  | { act: 'close'; viewId: string; all?: boolean }
  | { act: 'removeBot'; place: string }
  | { act: 'inviteBot'; place: string }
  /** Slack answers 429 to chat.postMessage and chat.update for so long. */
  | { act: 'rateLimitSlack'; seconds: number }
  | { act: 'restartBot' }
  | { act: 'switchWecom'; set: Partial<WecomSwitches> }
  /** A company authorises a suite from WeCom's market. */
  | { act: 'authorise'; suiteId: string; corpId: string; mode: 'admin' | 'member' }
  | { act: 'cancelAuth'; suiteId: string; corpId: string }
  | { act: 'pushTicket'; suiteId: string }
);

export type ActAnswer =
  /** `trouble`: the bot did not answer in time, or not at all. */
  | { ok: true; options?: Option[]; trouble?: 'operation_timeout' | 'dispatch_failed' | null }
  /** Something this sandbox does not let a person do, in a sentence. */
  | { ok: false; error: string };

/** How WeCom misbehaves from now on. The ones that are spent by the first call (or as many as named) say so. */
export type WecomSwitches = {
  /** Parents, students, members … that WeCom will name as invalid; as typed, one a line. */
  invalidIds: string[];
  /** All tokens end now, with 42001; it is never seen on. */
  tokenExpired: boolean;
  /** 45009 to every send for a minute from the first one. */
  throttled: boolean;
  /** −1 to the next two sends. */
  busy: boolean;
  /** Each answer takes three seconds. */
  slow: boolean;
  /** The next send is carried out, and its connection cut before the answer. */
  cutAnswer: boolean;
  /** 81013 to every send. */
  allInvalid: boolean;
  /** 60020 to every call. */
  ipNotAllowed: boolean;
};

export type WecomCall = {
  no: number;
  /** What is called, e.g. `send`; null for an unknown path. */
  api: string | null;
  method: string;
  path: string;
  /** Unix milliseconds. */
  receivedAt: number;
  /** Null while it runs. */
  answeredAt: number | null;
  end: LogEntry['end'];
  status: number | null;
  errcode: number | null;
  /** The injected fault, in a word. */
  fault: string | null;
};

/** Body and answer are the JSON texts as they went over the wire, without secrets. */
export type WecomCallInFull = WecomCall & { query: Record<string, string>; body: string; answer: string | null };

/** What arrived on phones, and by which requests. */
export type PhoneCard =
  | {
      kind: 'notice';
      nos: number[];
      at: number;
      appName: string;
      /** Already cut at 64 bytes, as WeCom does. */
      title: string;
      miniProgram: string;
      pagepath: string;
      mediaId: string;
      /** How many valid recipients are named; null for the whole school. */
      reached: number | null;
    }
  | {
      kind: 'template';
      nos: number[];
      at: number;
      appName: string;
      title: string;
      items: { key: string; value: string }[];
      opens: { url: string } | { appid: string; pagepath: string };
      /** Members. */
      reached: number;
      isRecalled: boolean;
    };

export type WecomState = {
  /** The classes that are small enough to look at. */
  school: { name: string; classes: { id: string; name: string; parents: string[]; students: string[] }[] };
  /** Ids that nobody here has: a parent, one of the sample list, a member. */
  invalidSamples: string[];
  suites: { suiteId: string; name: string }[];
  companies: {
    corpId: string;
    name: string;
    members: { userId: string; name: string; isLicensed: boolean }[];
    departments: { id: string; name: string }[];
    tags: { id: string; name: string }[];
  }[];
  /** Suite × company pairs now in force. */
  authorisations: { suiteId: string; corpId: string }[];
  templates: { templateId: string; name: string; keys: string[]; isApproved: boolean }[];
  switches: WecomSwitches;
  /** The newest 200, newest first. */
  calls: WecomCall[];
  /** The newest 50, newest first. */
  cards: PhoneCard[];
};
