/** View 3, only for guarded notices: a word to type for the whole school, a box to tick for a repeated notice. */
import type { types } from '@slack/bolt';
import { alert, type Block, modal, mrkdwn, pairs, section } from '../slack/blocks.ts';
import { checkboxField, textField } from '../slack/fields.ts';
import { defineForm, type Form } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { CheckedDraft } from './draft.ts';
import { type Guard, sameWord, type Twin } from './guard.ts';
import type { NoticeMetadata } from './metadata.ts';
import { backButton } from './plain-views.ts';
import { sendLabel } from './review.ts';

export const confirmCallback = 'notice:confirm';

export function confirmForm({ wholeSchool, twin }: Guard): Form<{ word: string; again: boolean }> {
  const word = textField({
    label: (w) => w.forms.notice.confirm.word(w.forms.notice.confirm.schoolWord),
    check: (typed, w) => {
      const { schoolWord, wordFault } = w.forms.notice.confirm;
      return sameWord(typed, schoolWord) ? null : wordFault(schoolWord);
    },
  });
  const again = checkboxField({
    label: (w) => w.forms.notice.confirm.again,
    choice: (w) => w.forms.notice.confirm.againChoice(twin?.name ?? ''),
  });
  return defineForm<{ word: string; again: boolean }>(
    confirmCallback,
    { word, again },
    { visible: { word: () => wholeSchool, again: () => twin !== null } },
  );
}

export function confirmView({
  draft,
  guard,
  meta,
  words,
}: {
  draft: CheckedDraft;
  guard: Guard;
  meta: NoticeMetadata;
  words: Words;
}): types.ModalView {
  const say = words.forms.notice;
  const form = confirmForm(guard);
  return modal({
    callbackId: form.callbackId,
    title: say.confirm.title,
    close: say.cancel,
    submit: sendLabel(draft.checked.audience, words),
    metadata: JSON.stringify({ ...meta, twin: guard.twin?.name ?? null } satisfies NoticeMetadata),
    blocks: [
      ...(guard.wholeSchool ? [alert(say.confirm.schoolWarning, 'warning')] : []),
      pairs([[say.compose.title, draft.values.title]]),
      ...(guard.twin ? [twinBlock(guard.twin, words)] : []),
      ...form.render(form.empty, words),
      backButton(words, meta),
    ],
  });
}

/** Slack shows the time in each reader's own zone; the fallback is the school's. */
function twinBlock({ name, submittedAt }: Twin, words: Words): Block {
  const fallback = new Date(submittedAt).toLocaleString('sv-SE', {
    timeZone: 'Asia/Shanghai',
    timeStyle: 'short',
    dateStyle: 'short',
  });
  const when = `<!date^${Math.floor(submittedAt / 1000)}^{date_short_pretty} {time}|${fallback}>`;
  return section(mrkdwn(words.forms.notice.confirm.twin(name, when)));
}
