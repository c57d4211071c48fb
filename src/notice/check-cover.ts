/** The cover: a new file from Slack or the one of the last notice, as it will be uploaded. */
import { noticeLimits } from '../message.ts';
import type { FileFault } from '../slack/files.ts';
import type { Words } from '../words/zh.ts';
import { type CoverAnswer, type CoverFault, prepareCover } from './cover.ts';
import type { NoticeDeps } from './deps.ts';
import type { CoverRef, Draft } from './draft.ts';
import { type Findings, notFetched } from './findings.ts';

type NoCover = { type: 'none' } | { type: 'notFetched'; fault: FileFault };

export async function checkCover(deps: NoticeDeps, draft: Draft, words: Words): Promise<Findings<CoverRef>> {
  const answer = await coverOf(deps, draft);
  switch (answer.type) {
    case 'cover':
      return { type: 'found', found: await deps.covers.save(answer.cover, draft.owner) };
    case 'none':
      return { type: 'fault', field: 'cover', text: words.forms.field.noFile, drop: 'cover' };
    case 'notFetched':
      return notFetched('cover', answer.fault, words);
    case 'fault':
      return { type: 'fault', field: 'cover', text: faultText(answer.fault, words), drop: 'cover' };
  }
}

async function coverOf(deps: NoticeDeps, draft: Draft): Promise<CoverAnswer | NoCover> {
  const { cover: file, crop } = draft.values;
  if (file === null) return lastCover(deps, draft);
  const fetched = await deps.fetchFile(file, { maxBytes: noticeLimits.coverMaxBytes });
  if (fetched.type === 'fault') return { type: 'notFetched', fault: fetched.fault };
  return prepareCover(fetched.bytes, { name: file.name, crop });
}

/** Stored covers are used as they are, unless they are to be cropped now. */
async function lastCover(deps: NoticeDeps, draft: Draft): Promise<CoverAnswer | NoCover> {
  const cover = draft.lastCover && (await deps.covers.load(draft.lastCover.sha256));
  if (cover === null) return { type: 'none' };
  return draft.values.crop ? prepareCover(cover.bytes, { name: cover.name, crop: true }) : { type: 'cover', cover };
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
    case 'tooBigAfter':
      return say.tooBigAfter(fault.bytes, noticeLimits.coverMaxBytes);
  }
}
