/** Views that only say something: opening, checking, refused, no longer valid, broken. */
import type { types } from '@slack/bolt';
import type { Refusal } from '../access.ts';
import { actions, type Block, type ButtonAction, button, context, modal, section } from '../slack/blocks.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import type { NoticeMetadata } from './metadata.ts';

/** Back to view 1 with everything kept. */
export const editAction: ButtonAction = 'notice:edit';

const plainCallback = 'notice:plain';

/** Shown before anything is known about the person. */
export function openingView(): types.ModalView {
  return inBothLanguages((say) => say.opening);
}

/** Shown when nothing could be found out about the person. */
export function brokenView(): types.ModalView {
  return inBothLanguages((say) => say.broken);
}

export function checkingView(words: Words, meta: NoticeMetadata): types.ModalView {
  const say = words.forms.notice;
  return telling(words, [section(say.checking), context(say.checkingHint), backButton(words, meta)], meta);
}

export function refusedView(words: Words, userId: string, reason: Refusal['reason']): types.ModalView {
  return telling(words, [section(words.forms.notice.refused[reason](userId))]);
}

export function expiredView(words: Words): types.ModalView {
  return telling(words, [section(words.forms.notice.expired)]);
}

export function backButton(words: Words, meta: NoticeMetadata): types.ActionsBlock {
  return actions(button({ action: editAction, text: words.forms.notice.review.back, value: meta.draft }));
}

function telling(words: Words, blocks: Block[], meta?: NoticeMetadata): types.ModalView {
  return modal({
    callbackId: plainCallback,
    title: words.forms.notice.title,
    close: words.forms.notice.close,
    blocks,
    ...(meta && { metadata: JSON.stringify(meta) }),
  });
}

function inBothLanguages(text: (say: Words['forms']['notice']) => string): types.ModalView {
  const [zh, en] = [wordsFor('zh').forms.notice, wordsFor('en').forms.notice];
  return modal({
    callbackId: plainCallback,
    title: `${zh.title} ${en.title}`,
    close: `${zh.close} ${en.close}`,
    blocks: [section(`${text(zh)}\n${text(en)}`)],
  });
}
