/** The template-message form, in English. */
import type { RecipientKind } from '../audience.ts';
import { count, flow, kinds } from './en-flow.ts';
import type { template as zhTemplate } from './zh-template.ts';

type Template = typeof zhTemplate;

const named = (parts: { kind: RecipientKind; count: number }[]) =>
  parts.map((part) => `${kinds[part.kind]} ${count(part.count)}`).join(', ');

const compose: Template['compose'] = {
  ...flow.compose,
  app: 'Send as the app of',
  template: 'Template',
  templateHint: 'Type a part of its name to find it',
  contentHeading: (template) => `The message: ${template}`,
  valueHint: (max) => `1 to ${max} characters`,
  sample: (sample) => `Such as: ${sample}`,
  valueTooLong: (characters, max) => `This has ${count(characters)} characters; at most ${max} fit. Please shorten it.`,
  tokenTooLong: (characters, max) =>
    `This has ${count(characters)} characters; at most ${max} fit. An id to be translated counts as it is typed, and such an id does not fit. Please write the name, or use a shorter id.`,
  opensHeading: 'What opens',
  url: 'Web address',
  urlHint:
    'Begins with http:// or https://. Give a web address, a mini-program, or both; with both, the mini-program opens',
  urlFault: 'A web address begins with http:// or https:// and has no spaces, such as https://example.com/notice.',
  urlTooLong: (bytes, max) =>
    `The address has ${count(bytes)} bytes; at most ${count(max)} fit (a Chinese character takes 3). Please shorten it.`,
  noOpens: 'Please give a web address, or a mini-program and its page; at least one of them.',
  appidMissing:
    'Please give its appid, or choose a mini-program. To open only the web address, clear mini-program and page.',
  pagepathMissing: 'You chose a mini-program. Please also give the page it opens.',
  audienceTyped: 'Type ids (the encrypted ids that third-party apps see)',
  audienceAll: 'All members (@all)',
  audienceAllHint: 'Everybody the app may see; you will be asked to confirm',
  withTickets: 'Tickets',
  withTicketsChoice: 'Also send to people picked inside WeCom',
  tickets: (max) => `Tickets (selected_ticket, at most ${max})`,
  ticketsHint: 'One a line, as the picker inside WeCom gave them; paste them unchanged, capitals count',
  ticketsTooMany: (n, max) => `There are ${count(n)} tickets; at most ${max} are allowed.`,
  ticketTooLong: (line, bytes, max) => `Line ${count(line)} has ${count(bytes)} bytes; a ticket has at most ${max}.`,
  ticketBroken: (line) => `Line ${count(line)} has spaces or invisible characters. Put one ticket on a line.`,
  ticketsWithAll: 'All members and tickets cannot go together. Please send twice, or choose other recipients.',
  onlyUnauth: 'Unauthorised only',
  onlyUnauthChoice: 'Only those behind the tickets who have not authorised the app',
  onlyUnauthHint: 'If ticked, the members, departments, tags or @all above get nothing',
  memberAuthorised:
    'A member authorised this company: departments, tags and @all are not possible, only members and tickets.',
  notForMembers: 'A member authorised this company: the list may name members only, no departments and tags.',
  idTranslationChoice: 'Show names for ids in the message',
  idTranslationHint:
    'Written as $userName=ID$ or $departmentName=ID$. If misspelt, unknown or out of reach, it is shown to members as typed',
  insertKind: 'Insert a name: of what',
  insertUser: 'A member',
  insertDepartment: 'A department',
  insertId: 'Insert a name: the id',
  insertInto: 'Insert a name: at the end of',
  insert: 'Insert',
  insertIdFault: 'A member id has only letters, digits and _ - . @; a department id has only digits.',
  insertNoRoom: (characters, max) =>
    `Not inserted: there would be ${count(characters)} characters, and at most ${max} fit (an id to be translated counts as it is typed).`,
  noteHint: (max) => `Never sent to members; at most ${max} characters`,
};

const review: Template['review'] = {
  ...flow.review,
  submitEveryone: 'Send to all members',
  card: 'The message members will see',
  template: 'Template',
  url: 'Web address',
  miniProgram: 'Mini-program',
  both: 'There is a web address and a mini-program: the mini-program opens, the web address has no effect.',
  everyone: 'All members the app may see (@all). WeCom does not tell how many that is.',
  onlyUnauth: 'Only to those behind the tickets who have not authorised the app.',
  ignoredByAll: (parts) => `With all members, other recipients have no effect and are not counted: ${named(parts)}.`,
  ignoredByUnauth: (parts) =>
    `“${compose.onlyUnauth}” is ticked, so these get nothing and are not counted: ${named(parts)}.`,
  allIgnored: `“${compose.onlyUnauth}” is ticked, so nothing goes to all members.`,
  tickets:
    'Who is behind a ticket, and whether it has expired, cannot be checked beforehand; whoever did the picking gets nothing.',
  cannotCheck: 'Who has no licence, and whom the app may not see, cannot be checked beforehand.',
  notTranslated: (texts) => `WeCom will not translate these and shows them as typed: ${texts.join(', ')}`,
  translationOff: (texts) =>
    `“${compose.idTranslation}” is not ticked, so these are shown as typed: ${texts.join(', ')}`,
  perMinute: (n) =>
    `${count(n)} of the recipients had 30 messages within this minute; WeCom silently drops any more. Please send a minute later.`,
  perHour: (n) =>
    `${count(n)} of the recipients had 1,000 messages within this hour; WeCom silently drops any more. Please send an hour later.`,
  daily: (d) =>
    `${count(d.used)} person-times went out today and this adds at least ${count(d.adds)}: that is over the daily limit of ${count(d.limit)}, and WeCom will refuse it.`,
  changed: flow.changed('template message'),
};

export const template: Template = {
  ...flow.views,
  title: 'Template message',
  checking: 'Checking the list, one moment…',
  noApp: 'No company has authorised this app, so nothing can be sent. An admin can look with /wecom admin.',
  noSuite: 'Template messages need a third-party app, and none is configured here. Please ask an admin.',
  noTemplates: 'There are no templates yet. An admin adds them with /wecom admin.',
  templateGone: 'This template has been retired. Please choose another one.',
  templateChanged: 'An admin has just changed this template. Please look at what is new, and submit again.',
  notFound: (text) => `There is no template “${text}”. Please choose one below.`,
  severalFound: (text) => `Several templates match “${text}”. Please choose one below.`,
  compose,
  list: flow.list('“member id”, “department id” or “tag id”'),
  notFetched: flow.notFetched,
  review,
  confirm: {
    ...flow.confirm,
    everyoneWarning: 'This message goes to all members the app may see.',
    everyoneWord: 'SEND TO ALL',
    twin: (name, when) =>
      `The very same message was submitted just now: *${name}*, ${when}. If you send it again, members may get it twice.`,
  },
  refused: flow.refused('template messages'),
};
