/** View 1: the form as it stands, with what is wrong right above the field. */
import type { types } from '@slack/bolt';
import { alert, type Block, modal } from '../slack/blocks.ts';
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import { composeForm } from './compose-form.ts';
import type { NoticeDeps } from './deps.ts';
import type { ComposeValues, Draft } from './draft.ts';
import type { NoticeMetadata } from './metadata.ts';

type ComposeTrouble = { type: 'faults'; faults: Faults<ComposeValues> } | { type: 'checkFailed' };
type Shown = { draft: Draft; meta: NoticeMetadata; words: Words; trouble?: ComposeTrouble };

export function composeView(
  deps: Pick<NoticeDeps, 'apps' | 'miniPrograms'>,
  { draft, meta, words, trouble }: Shown,
): types.ModalView {
  const say = words.forms.notice;
  const form = composeFormOf(deps, draft);
  const faults = trouble?.type === 'faults' ? trouble.faults : {};
  return modal({
    callbackId: form.callbackId,
    title: say.title,
    close: say.cancel,
    submit: say.compose.submit,
    metadata: JSON.stringify({ ...meta, round: draft.round, twin: null } satisfies NoticeMetadata),
    blocks: [...troubleBlocks(trouble, words, form.labels(faults, words)), ...form.render(draft.values, words, faults)],
  });
}

export function composeFormOf({ apps, miniPrograms }: Pick<NoticeDeps, 'apps' | 'miniPrograms'>, draft: Draft) {
  return composeForm({ apps, miniPrograms, lastCover: draft.lastCover });
}

/** A phone shows the top of a view that was updated: it says where to look. */
function troubleBlocks(trouble: ComposeTrouble | undefined, words: Words, labels: string[]): Block[] {
  switch (trouble?.type) {
    case undefined:
      return [];
    case 'faults':
      return [alert(words.forms.notice.compose.lookBelow(labels), 'warning')];
    case 'checkFailed':
      return [alert(words.forms.notice.checkFailed, 'error')];
  }
}
