/** The law of a submission: parse, save, then acknowledge. What is slow comes after, and never leaves a person waiting for good. */
import type {
  AllMiddlewareArgs,
  SlackViewMiddlewareArgs,
  types,
  ViewOutput,
  ViewResponseAction,
  ViewSubmitAction,
  webApi,
} from '@slack/bolt';
import type { Parts } from './draft.ts';
import type { Flow } from './kind.ts';
import { enter, type Session, stayOpen, wordsIn } from './session.ts';

export type Submission<P extends Parts> = Session<P> & { view: ViewOutput; client: webApi.WebClient };
/** `answer` undefined: the form closes. `after` runs once Slack has the answer. */
export type Reply = { answer: ViewResponseAction | undefined; after?: () => Promise<void> };

/**
 * A listener for `app.view`. When `decide` fails, the form stays open and says so: `notSaved`, or `notSure` where only the
 * answer of the store may have been lost.
 */
export function onSubmission<P extends Parts>(
  flow: Flow<P>,
  failure: 'notSaved' | 'notSure',
  decide: (submission: Submission<P>) => Promise<Reply>,
) {
  const { kind } = flow;
  return async ({ ack, body, view, client }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs) => {
    const work = async (): Promise<Reply> => {
      const entry = await enter(flow, { body, view });
      switch (entry.type) {
        case 'entered':
          return decide({ ...entry, view, client });
        case 'turnedAway':
          return shows(entry.view);
        case 'heldUp':
          return { answer: stayOpen(kind, view, entry.text) };
      }
    };
    const reply = await work().catch(async (cause) => {
      await ack(stayOpen(kind, view, kind.words(wordsIn(view))[failure]));
      throw cause;
    });
    await ack(reply.answer);
    await reply.after?.();
  };
}

export function shows(view: types.ModalView): Reply {
  return { answer: { response_action: 'update', view } };
}
