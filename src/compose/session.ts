/** The door every submission and every button passes: may this person still send, and is the draft still there? */
import type { types, ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { Refusal } from '../access.ts';
import { alert, modal } from '../slack/blocks.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import type { Draft, Parts } from './draft.ts';
import type { Flow } from './kind.ts';
import { type FormMetadata, readMetadata } from './metadata.ts';
import { refusedView, type Speaker } from './plain-views.ts';
import { carriedIn } from './untouched.ts';

export type Session<P extends Parts> = { meta: FormMetadata; words: Words; draft: Draft<P> };
type Kept =
  | { type: 'turnedAway'; view: types.ModalView }
  /** What the person has filled in must stay before them. */
  | { type: 'heldUp'; text: string };
/** Of whatever Slack sends about a view. */
export type WhoActs = { user: { id: string } };
type Entry<P extends Parts> = ({ type: 'entered' } & Session<P>) | Kept;

export async function enter<P extends Parts>(
  { deps, kind }: Flow<P>,
  { body, view }: { body: WhoActs; view: ViewOutput },
): Promise<Entry<P>> {
  const meta = readMetadata(view.private_metadata);
  const words = wordsFor(meta.locale);
  const user = body.user.id;
  const access = await deps.access.maySend(user);
  if (access.type === 'refused') return refusal(kind, words, { user, reason: access.reason });
  const draft = (await deps.drafts.load(meta.draft, user)) ?? carriedIn({ deps, kind }, meta, user);
  if (draft === null) return { type: 'heldUp', text: kind.words(words).expired };
  return { type: 'entered', meta, words, draft };
}

function refusal(kind: Speaker, words: Words, refused: Pick<Refusal, 'user' | 'reason'>): Kept {
  switch (refused.reason) {
    case 'notListed':
      return { type: 'turnedAway', view: refusedView(kind, words, refused) };
    case 'groupsUnknown':
      return { type: 'heldUp', text: kind.words(words).refused.groupsUnknown(refused.user) };
  }
}

/** The view the person has, with an error on it. Needs no database. */
export function stayOpen(kind: Speaker, view: ViewOutput, text: string): ViewResponseAction {
  const input = view.blocks.find((block) => block.type === 'input');
  if (input?.block_id !== undefined) return { response_action: 'errors', errors: { [input.block_id]: text } };
  return { response_action: 'update', view: withAlert(kind, view, text) };
}

/** What stands in front of somebody who pressed a button and may not go on. */
export function viewInstead(kind: Speaker, view: ViewOutput, kept: Kept): types.ModalView {
  return kept.type === 'turnedAway' ? kept.view : withAlert(kind, view, kept.text);
}

/** The words of the language the form was opened in. */
export function wordsIn(view: ViewOutput): Words {
  return wordsFor(readMetadata(view.private_metadata).locale);
}

const troubleBlock = 'trouble';

/** Slack gives back the blocks as we sent them. */
function withAlert(kind: Speaker, view: ViewOutput, text: string): types.ModalView {
  const blocks = view.blocks.filter((block) => block.block_id !== troubleBlock) as types.KnownBlock[];
  return modal({
    callbackId: view.callback_id,
    title: view.title.text,
    close: view.close?.text ?? kind.words(wordsIn(view)).cancel,
    ...(view.submit && { submit: view.submit.text }),
    metadata: view.private_metadata,
    blocks: [alert(text, 'error', troubleBlock), ...blocks],
  });
}
