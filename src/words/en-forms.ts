import { maxIdBytes, type RecipientKind } from '../audience.ts';
import { listLimits } from '../list/result.ts';
import type { forms as zhForms } from './zh-forms.ts';

type Forms = typeof zhForms;
type Notice = Forms['notice'];

const count = (n: number) => n.toLocaleString('en-US');
const kinds: Record<RecipientKind, string> = {
  parent: 'parents',
  student: 'students',
  department: 'departments',
  externalUser: 'old external users',
};
const boxes: Record<RecipientKind, string> = {
  parent: 'Parent ids',
  student: 'Student ids',
  department: 'Department ids',
  externalUser: 'Old external user ids',
};

/** 820 KB, 1.4 MB */
const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Number((bytes / 1024 / 1024).toFixed(1))} MB`;

/** The rule of `idFault`, in words. */
const idRule = `an id has only letters, digits and _ - . @, at most ${maxIdBytes} characters`;

const field: Forms['field'] = {
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

const compose: Notice['compose'] = {
  submit: 'Next',
  app: 'Send as',
  contentHeading: 'The notice',
  title: 'Title',
  titleHint: (maxBytes) =>
    `At most ${maxBytes} bytes: ${maxBytes} letters, or about ${Math.floor(maxBytes / 3)} Chinese characters; an emoji takes 4 bytes`,
  miniProgram: 'Mini-program',
  anotherAppid: 'Another one (by appid)…',
  appid: 'Mini-program appid',
  appidHint: 'An admin finds it in the mini-program’s console; the mini-program must be linked to this app',
  appidFault: 'An appid has only letters, digits, _ and -, at most 64 characters, such as wx8bd80126147df384.',
  pagepath: 'Page the card opens',
  pagepathHint: 'Path inside the mini-program, such as pages/notice/index?id=1',
  pagepathFault: 'A page path cannot have spaces or line breaks.',
  cover: 'Cover picture',
  coverHint: (maxBytes) => `JPG or PNG, at most ${size(maxBytes)}`,
  lastCover: (name) => `Choose nothing to use your last cover: ${name}`,
  crop: 'Crop the cover',
  cropChoice: (width, height) => `Crop to ${width}×${height} (the size WeCom suggests)`,
  audienceHeading: 'To whom',
  audience: 'Recipients',
  audienceTyped: 'Type ids (from the school directory)',
  audienceFile: 'Upload a list file',
  audienceSchool: 'All parents of the school',
  audienceSchoolHint: 'You will be asked to confirm',
  box: (kind, max) => `${boxes[kind]} (up to ${count(max)} characters; for more, upload a list file)`,
  boxHint: 'Separated by commas, semicolons, spaces or line breaks',
  noIds: 'Please give ids in at least one of the boxes.',
  listFile: 'List file',
  listFileHint: (maxBytes) => `CSV, TXT or XLSX, at most ${size(maxBytes)}, with or without a heading row`,
  listKind: 'Whose ids are in the file',
  listKindHeader: 'as the heading row says',
  moreHeading: 'More',
  idTranslation: 'Id translation',
  idTranslationChoice: 'Show names for ids in the title',
  idTranslationHint: 'Third-party apps only. Written as $userName=ID$; a misspelt one reaches parents as typed',
  note: 'Note (seen in Slack only)',
  noteHint: (max) => `Never sent to parents; at most ${max} characters`,
  lookBelow: (labels) => `Nothing has been sent. Please check below: ${labels.join(', ')}. Everything else is kept.`,
};

const cover: Notice['cover'] = {
  notAnImage: 'This is not a JPG or PNG picture. Please choose another one.',
  unreadable: 'This picture cannot be opened; it may be damaged. Please choose another one.',
  tooManyPixels: (megapixels) => `This picture is too large: at most ${megapixels} megapixels. Please scale it down.`,
  tooBigAfter: (bytes, maxBytes) =>
    `Once processed, the picture is ${size(bytes)}; at most ${size(maxBytes)} is accepted. Please tick “${compose.crop}” or choose a smaller one.`,
};

const listFaults: Notice['list']['faults'] = {
  tooLarge: 'The list is too large. Please split it and send it in parts.',
  empty: 'There is no id in this list.',
  notAList: 'This file is not a list. Please use CSV, TXT or XLSX.',
  webPage: 'This file is really a web page. Please save it as XLSX or CSV in Excel and upload that.',
  oldExcel: 'This is an old or protected Excel file. Please remove the password, save it as XLSX and upload that.',
  unreadable: 'This file cannot be read; it may be damaged. Please save it as CSV and try again.',
  tooMany: `The list has over ${count(listLimits.maxIds)} ids. Please split it and send it in parts.`,
  noIdColumn: `The heading row names no such column of ids. Please check “${compose.listKind}”, and call the column “parent id”, “student id” or “department id”; or upload just the ids, without a heading row.`,
  kindUnknown: 'It is not clear whose ids these are: there is no heading row, or it does not say. Please choose here.',
  hiddenRows:
    'The sheet has hidden or filtered rows. Please show or delete them and upload it again, so that nobody gets this by mistake.',
};

const list: Notice['list'] = {
  faults: listFaults,
  allMalformed: (n) =>
    `${n === 1 ? 'The id is' : `All ${count(n)} ids are`} malformed, so there is nobody to send to (${idRule}). Please check that no names were given instead.`,
};

const notFetched: Notice['notFetched'] = {
  external: 'This file is kept outside Slack. Please download it and upload it from your device.',
  foreignAddress: 'This file is kept outside Slack. Please download it and upload it from your device.',
  tooLarge: 'The file is too large. Please choose a smaller one.',
  noAccess: 'Slack does not let the bot read this file. Please upload it again from your device.',
  failed: 'The file could not be fetched from Slack. Please submit again.',
};

const review: Notice['review'] = {
  title: 'Check, then send',
  back: 'Edit',
  submit: (people) => (people === 1 ? 'Send to 1 person' : `Send to ${count(people)} people`),
  submitMixed: (addressees) => (addressees === 1 ? 'Send to this one' : `Send to these ${count(addressees)}`),
  submitSchool: 'Send to all parents',
  next: 'Next: confirm',
  card: 'The card parents will see',
  cardTitle: (bytes, maxBytes) => `Title ${bytes}/${maxBytes} bytes`,
  cover: (name, bytes) => `${name} (${size(bytes)})`,
  app: 'App',
  idTranslation: compose.idTranslation,
  on: 'on',
  note: compose.note,
  audience: 'To whom',
  school: 'All parents of the school. WeCom does not tell how many that is.',
  counts: (parts) => parts.map((part) => `${kinds[part.kind]} ${count(part.count)}`).join(' · '),
  arithmetic: (a) =>
    `${count(a.lines)} ${a.lines === 1 ? 'line' : 'lines'} → blank ${count(a.blank)} → ids ${count(a.ids)} → repeated ${count(a.repeated)} → malformed ${count(a.malformed)} → will send ${count(a.willSend)}, in ${count(a.batches)} ${a.batches === 1 ? 'batch' : 'batches'}`,
  cannotCheck: 'Which parents follow the school’s notices cannot be checked beforehand.',
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
};

const confirm: Notice['confirm'] = {
  title: 'Please confirm',
  schoolWarning: 'This notice goes to all parents of the school and cannot be taken back.',
  schoolWord: 'SEND TO ALL',
  word: (word) => `If you are sure, type: ${word}`,
  wordFault: (word) => `Please type “${word}”.`,
  twin: (name, when) =>
    `The very same notice was submitted just now: *${name}*, ${when}. If you send it again, parents may get it twice.`,
  again: 'Send it again',
  againChoice: (name) => `I know that ${name} was submitted, and still want to send this`,
};

export const forms: Forms = {
  size,
  kinds,
  field,
  notice: {
    title: 'School notice',
    cancel: 'Cancel',
    close: 'Close',
    opening: 'Opening…',
    checking: 'Checking the cover and the list, one moment…',
    checkingHint: `If this is still here after a minute, press “${review.back}” and submit again.`,
    compose,
    cover,
    list,
    notFetched,
    review,
    confirm,
    refused: {
      notListed: (userId) =>
        `You may not send school notices yet. Please give an admin your Slack id, ${userId}, and ask to be added to the senders (SENDERS).`,
      groupsUnknown: (userId) =>
        `Slack does not say just now who is in the group of senders, so nothing can be sent. Please try again in a few minutes; if it goes on, give an admin your Slack id, ${userId}, and ask to be added to the senders (SENDERS).`,
    },
    expired: 'This form is no longer valid (it is kept for a day). Please type the command again.',
    tooSlow: 'The form could not be opened in time; nothing happened. Please type the command again.',
    broken: 'The form could not be opened; nothing was sent. Please type the command again in a few minutes.',
    notSaved:
      'This could not be saved; nothing was sent. All you filled in is kept; please submit again in a few minutes.',
    checkFailed: 'The check went wrong; nothing was sent. All you filled in is kept; please submit again.',
  },
};
