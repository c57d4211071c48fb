/** What all forms say alike, in English. */
import { maxIdBytes, type RecipientKind } from '../audience.ts';
import { listLimits } from '../list/result.ts';
import type { field as zhField, flow as zhFlow } from './zh-flow.ts';

type Flow = typeof zhFlow;

export const count = (n: number) => n.toLocaleString('en-US');
export const kinds: Record<RecipientKind, string> = {
  parent: 'parents',
  student: 'students',
  department: 'departments',
  externalUser: 'old external users',
  member: 'members',
  tag: 'tags',
  ticket: 'tickets',
};
const boxes: Record<RecipientKind, string> = {
  parent: 'Parent ids',
  student: 'Student ids',
  department: 'Department ids',
  externalUser: 'Old external user ids',
  member: 'Member ids',
  tag: 'Tag ids',
  ticket: 'Tickets',
};

/** 820 KB, 1.4 MB */
export const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Number((bytes / 1024 / 1024).toFixed(1))} MB`;

/** The rule of `idFault`, in words. */
const idRule = `an id has only letters, digits and _ - . @, at most ${maxIdBytes} characters`;

export const field: typeof zhField = {
  required: 'Please fill this in.',
  choose: 'Please choose one.',
  tick: 'Please tick this box to go on.',
  noFile: 'Please choose a file.',
  wrongFile: (extensions) => `Only ${extensions.join(', ').toUpperCase()} files are accepted.`,
  fileTooBig: (bytes, maxBytes) => `The file is ${size(bytes)}; at most ${size(maxBytes)} is accepted.`,
  keptFile: (name) => `Kept: ${name}. Choose another file to replace it.`,
  tooManyBytes: ({ bytes, maxBytes, cut }) =>
    `This has ${bytes} bytes; at most ${maxBytes} fit (a Chinese character takes 3). WeCom would cut it to “${cut}”. Please shorten it.`,
  tooManyCharacters: (characters, max) => `This has ${count(characters)} characters; at most ${count(max)} fit.`,
};

const compose: Flow['compose'] = {
  submit: 'Next',
  app: 'Send as',
  miniProgram: 'Mini-program',
  anotherAppid: 'Another one (by appid)…',
  appid: 'Mini-program appid',
  appidHint: 'An admin finds it in the mini-program’s console; the mini-program must be linked to this app',
  appidFault: 'An appid has only letters, digits, _ and -, at most 64 characters, such as wx8bd80126147df384.',
  pagepath: 'Page the card opens',
  pagepathHint: 'Path inside the mini-program, such as pages/notice/index?id=1',
  pagepathFault: 'A page path cannot have spaces, line breaks or invisible characters. Please type it anew by hand.',
  audienceHeading: 'To whom',
  audience: 'Recipients',
  audienceFile: 'Upload a list file',
  box: (kind, max) => `${boxes[kind]} (up to ${count(max)} characters; for more, upload a list file)`,
  boxHint: 'Separated by commas, semicolons, spaces or line breaks',
  noIds: 'Please give ids in at least one of the boxes.',
  listFile: 'List file',
  listFileHint: (maxBytes) => `CSV, TXT or XLSX, at most ${size(maxBytes)}, with or without a heading row`,
  listKind: 'Whose ids are in the file',
  listKindHeader: 'as the heading row says',
  moreHeading: 'More',
  idTranslation: 'Id translation',
  note: 'Note (seen in Slack only)',
  lookBelow: (labels) => `This has not been sent. Please check below: ${labels.join(', ')}. Everything else is kept.`,
};

/** `columns`: how columns of ids may be headed. */
const list: Flow['list'] = (columns) => {
  const faults: ReturnType<Flow['list']>['faults'] = {
    tooLarge: 'The list is too large. Please split it and send it in parts.',
    empty: 'There is no id in this list. Please open the file to look, and choose one with ids in it.',
    notAList:
      'What is in this file is no table, whatever its name says. Please save the list as XLSX or CSV in Excel and upload that.',
    webPage: 'This file is really a web page. Please save it as XLSX or CSV in Excel and upload that.',
    oldExcel: 'This is an old or protected Excel file. Please remove the password, save it as XLSX and upload that.',
    unreadable: 'This file cannot be read; it may be damaged. Please save it as CSV and try again.',
    tooMany: `The list has over ${count(listLimits.maxIds)} ids. Please split it and send it in parts.`,
    noIdColumn: `The heading row names no such column of ids. Please check “${compose.listKind}”, and call the column ${columns}; or upload just the ids, without a heading row.`,
    kindUnknown:
      'It is not clear whose ids these are: there is no heading row, or it does not say. Please choose here.',
    hiddenRows:
      'The sheet has hidden or filtered rows. Please show or delete them and upload it again, so that nobody gets this by mistake.',
  };
  return {
    faults,
    headings: (names) => ` The headings read are: ${names.join(', ')}.`,
    allMalformed: (n) =>
      `${n === 1 ? 'The id is' : `All ${count(n)} ids are`} malformed, so there is nobody to send to (${idRule}). Please check that no names were given instead.`,
  };
};

const notFetched: Flow['notFetched'] = {
  external: 'This file is kept outside Slack. Please download it and upload it from your device.',
  foreignAddress: 'This file is kept outside Slack. Please download it and upload it from your device.',
  tooLarge: 'The file is too large. Please choose a smaller one.',
  noAccess: 'Slack does not let the bot read this file. Please upload it again from your device.',
  failed: 'The file could not be fetched from Slack. Please submit again.',
};

const review: Flow['review'] = {
  title: 'Check, then send',
  back: 'Edit',
  submit: (people) => (people === 1 ? 'Send to 1 person' : `Send to ${count(people)} people`),
  submitMixed: (addressees) => (addressees === 1 ? 'Send to this one' : `Send to these ${count(addressees)}`),
  next: 'Next: confirm',
  app: 'App',
  idTranslation: compose.idTranslation,
  on: 'on',
  note: compose.note,
  audience: 'To whom',
  counts: (parts) => parts.map((part) => `${kinds[part.kind]} ${count(part.count)}`).join(' · '),
  arithmetic: (a) =>
    `${count(a.lines)} ${a.lines === 1 ? 'line' : 'lines'}${a.headings ? ` → heading ${count(a.headings)}` : ''} → blank ${count(a.blank)} → ids ${count(a.ids)} → repeated ${count(a.repeated)} → malformed ${count(a.malformed)} → will send ${count(a.willSend)}, in ${count(a.batches)} ${a.batches === 1 ? 'batch' : 'batches'}`,
  willList: 'Whoever WeCom does not accept will be listed in the result.',
  malformedHeading: (n) => `${count(n)} malformed ${n === 1 ? 'id' : 'ids'}, which will not be sent to (${idRule}):`,
  malformedLine: ({ kind, line, text, why }) =>
    `${kind ? `${kinds[kind]}, ` : ''}line ${count(line)}: ${text} (${why})`,
  headerKinds: (named) => `Read as the heading row says: ${named.map((kind) => kinds[kind]).join(', ')}.`,
  unreadColumns: (columns, others) =>
    `Columns not read: ${columns.join(', ')}${others > 0 ? ` and ${count(others)} more` : ''}.`,
  tooLong: 'too long',
  badCharacters: 'characters that ids cannot have',
  more: (n) => `… and ${count(n)} more`,
  withoutMalformed: 'Malformed ids',
  withoutMalformedChoice: (n) => (n === 1 ? 'Send without this one' : `Send without these ${count(n)}`),
  examples: (ids) => `Ids as they were read, for example: ${ids.join(', ')}`,
  unreadSheets: (sheets, others) =>
    `Only one sheet was read. Not read: ${sheets.join(', ')}${others > 0 ? ` and ${count(others)} more` : ''}. To send to those in there too, put the list into one sheet and upload it again.`,
  withoutSheets: 'Sheets not read',
  withoutSheetsChoice: (n) => (n === 1 ? 'Send without this sheet' : `Send without these ${count(n)} sheets`),
  phones: (n) =>
    `${count(n)} ${n === 1 ? 'looks like a mobile number' : 'look like mobile numbers'}. A number is no WeCom id as a rule: please check that this is the right column.`,
  phonesAreIds: 'Ids like mobile numbers',
  phonesAreIdsChoice: (n) => (n === 1 ? 'I have checked: it is an id' : `I have checked: these ${count(n)} are ids`),
};

/** `noun`: what is sent. */
const changed: Flow['changed'] = (noun) => ({
  title: 'Your change was not sent',
  warning: (name) => `You submitted this before: ${name} was saved as it was then. Your change has not been sent.`,
  how: (name, submit) =>
    `“${submit}” sends what you see below as a new, separate ${noun}; ${name} stays as it is. To send nothing more, press “Close”. To stop ${name}, type /wecom cancel ${name}.`,
});

const confirm: Flow['confirm'] = {
  title: 'Please confirm',
  word: (word) => `If you are sure, type: ${word}`,
  wordFault: (word) => `Please type “${word}”.`,
  again: 'Send it again',
  againChoice: (name) => `I know that ${name} was submitted, and still want to send this`,
};

const views: Flow['views'] = {
  cancel: 'Cancel',
  close: 'Close',
  opening: 'Opening… If this is still here after a minute, close it and type the command again.',
  checkingHint: `If this is still here after a minute, press “${review.back}” and submit again.`,
  expired:
    'This form is no longer valid (it is kept for a day). Please copy what you still need, then type the command again.',
  tooSlow: 'The form could not be opened in time; nothing was sent. Please type the command again.',
  broken: 'The form could not be opened; nothing was sent. Please type the command again in a few minutes.',
  notSaved:
    'This could not be saved and has not been sent. All you filled in is kept; please submit again in a few minutes.',
  notSure:
    'It is not certain that this was saved. All you filled in is kept; please submit again in a few minutes. If it was saved after all, it will not be sent twice.',
  checkFailed: 'The check went wrong; this has not been sent. All you filled in is kept; please submit again.',
  appGone: 'This app can no longer be used. Please choose another one.',
  noApp: 'There is no app to send as just now. Please ask an admin.',
};

const refused: Flow['refused'] = (noun) => ({
  notListed: (userId) =>
    `You may not send ${noun} yet. Please give an admin your Slack id, ${userId}, and ask to be added to the senders (SENDERS).`,
  groupsUnknown: (userId) =>
    `Slack does not say just now who is in the group of senders, so nothing can be sent. Please try again in a few minutes; if it goes on, give an admin your Slack id, ${userId}, and ask to be added to the senders (SENDERS).`,
});

export const flow: Flow = { compose, list, notFetched, review, changed, confirm, views, refused };
