/** Views that only say something: opening, checking, refused, nothing to fill in, broken. */
import type { types } from '@slack/bolt';
import type { Refusal } from '../access.ts';
import { actions, type Block, type ButtonAction, button, context, modal, section } from '../slack/blocks.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import type { FormMetadata } from './metadata.ts';
import type { FlowWords } from './words.ts';

/** What the views of a kind are called, and in which words they speak. */
export type Speaker = { name: 'notice' | 'template'; words(words: Words): FlowWords };

/** Back to view 1 with everything kept. */
export function editAction({ name }: Pick<Speaker, 'name'>): ButtonAction {
  return `${name}:edit`;
}

/** Shown before anything is known about the person. */
export function openingView(kind: Speaker): types.ModalView {
  return inBothLanguages(kind, (say) => say.opening);
}

/** Shown when nothing could be found out about the person. */
export function brokenView(kind: Speaker): types.ModalView {
  return inBothLanguages(kind, (say) => say.broken);
}

export function checkingView(kind: Speaker, words: Words, meta: FormMetadata): types.ModalView {
  const say = kind.words(words);
  return telling(kind, words, [section(say.checking), context(say.checkingHint), backButton(kind, words, meta)], meta);
}

export function refusedView(kind: Speaker, words: Words, refused: Pick<Refusal, 'reason' | 'user'>): types.ModalView {
  return telling(kind, words, [section(kind.words(words).refused[refused.reason](refused.user))]);
}

export function nothingView(kind: Speaker, words: Words, text: string): types.ModalView {
  return telling(kind, words, [section(text)]);
}

export function backButton(kind: Speaker, words: Words, meta: FormMetadata): types.ActionsBlock {
  return actions(button({ action: editAction(kind), text: kind.words(words).review.back, value: meta.draft }));
}

function telling(kind: Speaker, words: Words, blocks: Block[], meta?: FormMetadata): types.ModalView {
  const { title, close } = kind.words(words);
  const metadata = meta && { metadata: JSON.stringify(meta) };
  return modal({ callbackId: plainCallback(kind), title, close, blocks, ...metadata });
}

function plainCallback({ name }: Speaker): string {
  return `${name}:plain`;
}

function inBothLanguages(kind: Speaker, text: (say: FlowWords) => string): types.ModalView {
  const [zh, en] = [kind.words(wordsFor('zh')), kind.words(wordsFor('en'))];
  return modal({
    callbackId: plainCallback(kind),
    title: `${zh.title} ${en.title}`,
    close: `${zh.close} ${en.close}`,
    blocks: [section(`${text(zh)}\n${text(en)}`)],
  });
}
