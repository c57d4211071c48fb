/** The cover: a new file from Slack or the one of the last notice, as it will be uploaded. */
import type { Draft } from '../compose/draft.ts';
import { type Finding, notFetched } from '../compose/findings.ts';
import { noticeLimits } from '../message.ts';
import type { SlackFile } from '../slack/form-file.ts';
import type { Words } from '../words/zh.ts';
import { type CoverAnswer, type CoverFault, prepareCover } from './cover.ts';
import type { NoticeKindDeps } from './deps.ts';
import type { CoverRef, NoticeParts } from './draft.ts';

type Ask = { draft: Draft<NoticeParts>; words: Words };
type Found = Finding<CoverRef, 'cover'>;

export async function checkCover(deps: NoticeKindDeps, draft: Draft<NoticeParts>, words: Words): Promise<Found> {
  const { cover } = draft.values;
  const { lastCover } = draft.offered;
  if (cover) return newCover(deps, cover, { draft, words });
  return (lastCover && (await usedAgain(deps, lastCover, { draft, words }))) ?? noCover(words);
}

async function newCover(deps: NoticeKindDeps, file: SlackFile, { draft, words }: Ask): Promise<Found> {
  const fetched = await deps.fetchFile(file, { maxBytes: noticeLimits.coverMaxBytes });
  if (fetched.type === 'fault') return notFetched('cover', fetched.fault, words.forms.notice);
  const answer = await prepareCover(fetched.bytes, { name: file.name, crop: draft.values.crop });
  return stored(deps, answer, { draft, words });
}

/** As it is, unless it is to be cropped now; null when it is gone. */
async function usedAgain(deps: NoticeKindDeps, last: CoverRef, { draft, words }: Ask): Promise<Found | null> {
  if (!draft.values.crop) return (await deps.covers.touch(last.sha256)) ? { type: 'found', found: last } : null;
  const cover = await deps.covers.load(last.sha256);
  return cover && stored(deps, await prepareCover(cover.bytes, { name: cover.name, crop: true }), { draft, words });
}

async function stored(deps: NoticeKindDeps, answer: CoverAnswer, { draft, words }: Ask): Promise<Found> {
  if (answer.type === 'cover') return { type: 'found', found: await deps.covers.save(answer.cover, draft.owner) };
  return { type: 'fault', field: 'cover', text: faultText(answer.fault, words), drop: 'cover' };
}

function noCover(words: Words): Found {
  return { type: 'fault', field: 'cover', text: words.forms.field.noFile, drop: null };
}

function faultText(fault: CoverFault, words: Words): string {
  const say = words.forms.notice.cover;
  switch (fault.type) {
    case 'notAnImage':
      return say.notAnImage;
    case 'unreadable':
      return say.unreadable;
    case 'tooManyPixels':
      return say.tooManyPixels(fault.maxMegapixels);
    case 'sideTooLong':
      return say.sideTooLong(fault.maxPixels);
    case 'tooBigAfter':
      return say.tooBigAfter(fault.bytes, noticeLimits.coverMaxBytes);
  }
}
