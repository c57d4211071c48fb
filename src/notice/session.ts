/** The door every submission and every button passes: may this person still send, and is the draft still there? */
import type { BlockAction, SlackViewAction, types, ViewOutput, ViewResponseAction } from '@slack/bolt';
import { alert, modal } from '../slack/blocks.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import type { NoticeDeps } from './deps.ts';
import type { Draft } from './draft.ts';
import { type NoticeMetadata, readMetadata } from './metadata.ts';
import { expiredView, refusedView } from './plain-views.ts';

export type Session = { meta: NoticeMetadata; words: Words; draft: Draft };
export type Entry = ({ type: 'entered' } & Session) | { type: 'turnedAway'; view: types.ModalView };

export async function enter(
  deps: NoticeDeps,
  { body, view }: { body: Pick<SlackViewAction | BlockAction, 'user'>; view: ViewOutput },
): Promise<Entry> {
  const meta = readMetadata(view.private_metadata);
  const words = wordsFor(meta.locale);
  const access = await deps.access.maySend(body.user.id);
  if (access.type === 'refused') return { type: 'turnedAway', view: refusedView(words, body.user.id, access.reason) };
  const draft = await deps.drafts.load(meta.draft, body.user.id);
  if (draft === null) return { type: 'turnedAway', view: expiredView(words) };
  return { type: 'entered', meta, words, draft };
}

/** The view the person has, with an error on it: for when nothing could be saved. Needs no database. */
export function stayOpen(view: ViewOutput): ViewResponseAction {
  const { notSaved } = wordsFor(readMetadata(view.private_metadata).locale).forms.notice;
  const input = view.blocks.find((block) => block.type === 'input');
  if (input?.block_id !== undefined) return { response_action: 'errors', errors: { [input.block_id]: notSaved } };
  return { response_action: 'update', view: withAlert(view, notSaved) };
}

const troubleBlock = 'trouble';

/** Slack gives back the blocks as we sent them. */
function withAlert(view: ViewOutput, text: string): types.ModalView {
  const blocks = view.blocks.filter((block) => block.block_id !== troubleBlock) as types.KnownBlock[];
  return modal({
    callbackId: view.callback_id,
    title: view.title.text,
    close: view.close?.text ?? wordsFor(readMetadata(view.private_metadata).locale).forms.notice.cancel,
    ...(view.submit && { submit: view.submit.text }),
    metadata: view.private_metadata,
    blocks: [alert(text, 'error', troubleBlock), ...blocks],
  });
}
