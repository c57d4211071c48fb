/** Views that only say something, and the frame of those that have no form. */
import type { types } from '@slack/bolt';
import type { Refusal } from '../access.ts';
import { actions, type Block, button, modal, section } from '../slack/blocks.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import { adminActions } from './actions.ts';
import type { AdminMetadata } from './metadata.ts';

const callbackId = 'admin:view';

/** Shown before anything is known about the person. */
export function openingView(): types.ModalView {
  return inBothLanguages((say) => say.opening);
}

/** Shown when nothing could be found out about the person. */
export function brokenView(): types.ModalView {
  return inBothLanguages((say) => say.broken);
}

export function refusedView(words: Words, userId: string, reason: Refusal['reason']): types.ModalView {
  const { title, close, refused } = words.admin;
  return modal({ callbackId, title, close, blocks: [section(refused[reason](userId))] });
}

export function tellingView(
  words: Words,
  meta: AdminMetadata,
  { title = words.admin.title, blocks }: { title?: string; blocks: Block[] },
): types.ModalView {
  const metadata = JSON.stringify({ ...meta, editing: null } satisfies AdminMetadata);
  return modal({ callbackId, title, close: words.admin.close, metadata, blocks });
}

/** To the page of the home view one came from. */
export function backButton(text: string): types.ActionsBlock {
  return actions(button({ action: adminActions.back, text, value: 'home' }));
}

function inBothLanguages(text: (say: Words['admin']) => string): types.ModalView {
  const [zh, en] = [wordsFor('zh').admin, wordsFor('en').admin];
  return modal({
    callbackId,
    title: `${zh.title} Admin`,
    close: `${zh.close} ${en.close}`,
    blocks: [section(`${text(zh)}\n${text(en)}`)],
  });
}
