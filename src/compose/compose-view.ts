/** View 1: the form as it stands, with what is wrong right above the field. */
import type { types } from '@slack/bolt';
import { alert, type Block, modal } from '../slack/blocks.ts';
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { SendingApp } from './app.ts';
import type { Draft, Parts } from './draft.ts';
import type { FormKind } from './kind.ts';
import { type FormMetadata, metadataOf } from './metadata.ts';
import type { FlowWords } from './words.ts';

export type ComposeTrouble<P extends Parts> = { type: 'faults'; faults: Faults<P['values']> } | { type: 'checkFailed' };

/** `apps`: those this draft may be sent as. */
export type Standing<P extends Parts> = { draft: Draft<P>; apps: SendingApp[]; meta: FormMetadata; words: Words };

export function composeCallback({ name }: Pick<FormKind<Parts>, 'name'>): string {
  return `${name}:compose`;
}

export function composeView<P extends Parts>(
  kind: FormKind<P>,
  { draft, apps, meta, words }: Standing<P>,
  trouble?: ComposeTrouble<P>,
): types.ModalView {
  const say = kind.words(words);
  const form = kind.form(draft, apps);
  const faults = trouble?.type === 'faults' ? trouble.faults : {};
  return modal({
    callbackId: composeCallback(kind),
    title: say.title,
    close: say.cancel,
    submit: say.compose.submit,
    metadata: metadataOf(meta, { round: draft.round, twin: null }),
    blocks: [
      ...troubleBlocks(trouble, say, form.labels(faults, words)),
      ...(apps.length === 0 ? [alert(say.noApp, 'warning')] : []),
      ...kind.lead(draft, words),
      ...form.render(draft.values, words, faults),
    ],
  });
}

/** A phone shows the top of a view that was updated: it says where to look. */
function troubleBlocks(trouble: { type: string } | undefined, say: FlowWords, labels: string[]): Block[] {
  if (trouble?.type === 'checkFailed') return [alert(say.checkFailed, 'error')];
  return labels.length > 0 ? [alert(say.compose.lookBelow(labels), 'warning')] : [];
}
