/** The door every button and every submission passes: may this person still administer? */
import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  types,
  ViewOutput,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { showView } from '../slack/form-show.ts';
import { wordsFor } from '../words/locale.ts';
import type { Words } from '../words/zh.ts';
import type { AdminDeps } from './deps.ts';
import { homeView, type Note } from './home.ts';
import { type AdminMetadata, readMetadata } from './metadata.ts';
import { refusedView } from './plain-views.ts';

export type Session = { user: string; meta: AdminMetadata; words: Words };
/** `show` is false when the person has closed the view. */
export type Pressed = Session & { value: string; show(view: types.ModalView): Promise<boolean> };
type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** A listener for a button: acknowledged at once, then what `decide` shows. */
export function onPress(deps: AdminDeps, decide: (pressed: Pressed) => Promise<types.ModalView>) {
  return async ({ ack, body, action, client }: Press) => {
    await ack();
    const { view } = body;
    if (!view) throw new Error('a button of the admin view came without its view');
    const show = (next: types.ModalView) => showView(client, { viewId: view.id, view: next });
    const session = sessionOf(body.user.id, view);
    const refused = await refusalOf(deps, session);
    await show(refused ?? (await decide({ ...session, value: action.value ?? '', show })));
  };
}

/** A listener for a form. When `decide` fails, the form stays open and says that nothing was saved. */
export function onSubmission(
  deps: AdminDeps,
  decide: (session: Session, state: ViewOutput['state']['values']) => Promise<ViewResponseAction>,
) {
  return async ({ ack, body, view }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs) => {
    const session = sessionOf(body.user.id, view);
    const work = async (): Promise<ViewResponseAction> => {
      const refused = await refusalOf(deps, session);
      return refused === null ? decide(session, view.state.values) : shows(refused);
    };
    const answer = await work().catch(async (cause) => {
      await ack({ response_action: 'errors', errors: { [firstField(view)]: session.words.admin.notSaved } });
      throw cause;
    });
    await ack(answer);
  };
}

export function shows(view: types.ModalView): ViewResponseAction {
  return { response_action: 'update', view };
}

/** The home view with a word about what was done. */
export function backHome(deps: AdminDeps, { meta, words }: Session, note?: Note): Promise<types.ModalView> {
  return homeView(deps, { meta, words, ...(note && { note }) });
}

function sessionOf(user: string, view: ViewOutput): Session {
  const meta = readMetadata(view.private_metadata);
  return { user, meta, words: wordsFor(meta.locale) };
}

async function refusalOf({ access }: AdminDeps, { user, words }: Session): Promise<types.ModalView | null> {
  const permit = await access.mayAdminister(user);
  return permit.type === 'refused' ? refusedView(words, user, permit.reason) : null;
}

function firstField(view: ViewOutput): string {
  const id = view.blocks.find((block) => block.type === 'input')?.block_id;
  if (id === undefined) throw new Error('a form without fields was submitted');
  return id;
}
