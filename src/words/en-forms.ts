import { count, field, flow, kinds, size } from './en-flow.ts';
import { template } from './en-template.ts';
import type { forms as zhForms } from './zh-forms.ts';

type Forms = typeof zhForms;
type Notice = Forms['notice'];

const compose: Notice['compose'] = {
  ...flow.compose,
  contentHeading: 'The notice',
  title: 'Title',
  titleHint: (maxBytes) =>
    `At most ${maxBytes} bytes: ${maxBytes} letters, or about ${Math.floor(maxBytes / 3)} Chinese characters; an emoji takes 4 bytes`,
  cover: 'Cover picture',
  coverHint: (maxBytes) => `JPG or PNG, at most ${size(maxBytes)}`,
  lastCover: (name) => `Choose nothing to use your last cover: ${name}`,
  crop: 'Crop the cover',
  cropChoice: (width, height) => `Crop to ${width}×${height} (the size WeCom suggests)`,
  audienceTyped: 'Type ids (from the school directory)',
  audienceSchool: 'All parents of the school',
  audienceSchoolHint: 'You will be asked to confirm',
  idTranslationChoice: 'Show names for ids in the title',
  idTranslationHint: 'Third-party apps only. Written as $userName=ID$; a misspelt one reaches parents as typed',
  noteHint: (max) => `Never sent to parents; at most ${max} characters`,
};

const cover: Notice['cover'] = {
  notAnImage: 'This is not a JPG or PNG picture. Please choose another one.',
  unreadable: 'This picture cannot be opened; it may be damaged. Please choose another one.',
  tooManyPixels: (megapixels) => `This picture is too large: at most ${megapixels} megapixels. Please scale it down.`,
  sideTooLong: (pixels) => `This picture is too long: at most ${count(pixels)} pixels a side. Please scale it down.`,
  tooBigAfter: (bytes, maxBytes) =>
    `Once processed, the picture is ${size(bytes)}; at most ${size(maxBytes)} is accepted. Please tick “${compose.crop}” or choose a smaller one.`,
};

const review: Notice['review'] = {
  ...flow.review,
  submitEveryone: 'Send to all parents',
  card: 'The card parents will see',
  cardTitle: (bytes, maxBytes) => `Title ${bytes}/${maxBytes} bytes`,
  cover: (name, bytes) => `${name} (${size(bytes)})`,
  everyone: 'All parents of the school. WeCom does not tell how many that is.',
  cannotCheck: 'Which parents follow the school’s notices cannot be checked beforehand.',
  changed: flow.changed('notice'),
};

const confirm: Notice['confirm'] = {
  ...flow.confirm,
  everyoneWarning: 'This notice goes to all parents of the school and cannot be taken back.',
  everyoneWord: 'SEND TO ALL',
  twin: (name, when) =>
    `The very same notice was submitted just now: *${name}*, ${when}. If you send it again, parents may get it twice.`,
};

export const forms: Forms = {
  size,
  kinds,
  field,
  notice: {
    ...flow.views,
    title: 'School notice',
    checking: 'Checking the cover and the list, one moment…',
    compose,
    cover,
    list: flow.list('“parent id”, “student id” or “department id”'),
    notFetched: flow.notFetched,
    review,
    confirm,
    refused: flow.refused('school notices'),
  },
  template,
};
