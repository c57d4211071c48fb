/** View 3, only for what is guarded: a word to type for everyone at once, a box to tick for a repeated message. */
import type { types } from '@slack/bolt';
import { alert, type Block, modal, mrkdwn, pairs, section } from '../slack/blocks.ts';
import { checkboxField, textField } from '../slack/fields.ts';
import { defineForm, type Form } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { CheckedDraft, Parts } from './draft.ts';
import { type Guard, sameWord, type Twin } from './guard.ts';
import type { FormKind } from './kind.ts';
import { type FormMetadata, metadataOf } from './metadata.ts';
import { backButton, type Speaker } from './plain-views.ts';
import { sendLabel } from './review.ts';
import type { FlowWords } from './words.ts';

export function confirmCallback({ name }: Pick<Speaker, 'name'>): string {
  return `${name}:confirm`;
}

export function confirmForm(kind: Speaker, { everyone, twin }: Guard): Form<{ word: string; again: boolean }> {
  const say = (w: Words) => kind.words(w).confirm;
  const word = textField({
    label: (w) => say(w).word(say(w).everyoneWord),
    check: (typed, w) => (sameWord(typed, say(w).everyoneWord) ? null : say(w).wordFault(say(w).everyoneWord)),
  });
  const name = twin?.name ?? '';
  const again = checkboxField({
    label: (w) => say(w).again,
    choice: (w) => say(w).againChoice(name),
    value: name,
  });
  return defineForm<{ word: string; again: boolean }>(
    confirmCallback(kind),
    { word, again },
    { visible: { word: () => everyone, again: () => twin !== null } },
  );
}

export function confirmView<P extends Parts>(
  kind: FormKind<P>,
  { draft, guard, meta, words }: { draft: CheckedDraft<P>; guard: Guard; meta: FormMetadata; words: Words },
): types.ModalView {
  const say = kind.words(words);
  const form = confirmForm(kind, guard);
  return modal({
    callbackId: form.callbackId,
    title: say.confirm.title,
    close: say.cancel,
    submit: sendLabel(draft.checked.audience, say),
    metadata: metadataOf(meta, { round: draft.round, twin: guard.twin?.name ?? null }),
    blocks: [
      ...(guard.everyone ? [alert(say.confirm.everyoneWarning, 'warning')] : []),
      pairs([kind.title(draft, words)]),
      ...(guard.twin ? [twinBlock(guard.twin, say)] : []),
      ...form.render(form.empty, words),
      backButton(kind, words, meta),
    ],
  });
}

/** Slack shows the time in each reader's own zone; the fallback is the school's. */
function twinBlock({ name, submittedAt }: Twin, say: FlowWords): Block {
  const fallback = new Date(submittedAt).toLocaleString('sv-SE', {
    timeZone: 'Asia/Shanghai',
    timeStyle: 'short',
    dateStyle: 'short',
  });
  const when = `<!date^${Math.floor(submittedAt / 1000)}^{date_short_pretty} {time}|${fallback}>`;
  return section(mrkdwn(say.confirm.twin(name, when)));
}
