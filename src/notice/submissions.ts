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
import type { NoticeDeps } from './deps.ts';
import { enter, type Session, stayOpen } from './session.ts';

export type Submission = Session & { view: ViewOutput; client: webApi.WebClient };
/** `answer` undefined: the form closes. `after` runs once Slack has the answer. */
export type Reply = { answer: ViewResponseAction | undefined; after?: () => Promise<void> };

/** A listener for `app.view`. When `decide` fails, the form stays open and says that nothing was saved. */
export function onSubmission(deps: NoticeDeps, decide: (submission: Submission) => Promise<Reply>) {
  return async ({ ack, body, view, client }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs) => {
    const work = async (): Promise<Reply> => {
      const entry = await enter(deps, { body, view });
      return entry.type === 'entered' ? decide({ ...entry, view, client }) : shows(entry.view);
    };
    const reply = await work().catch(async (cause) => {
      await ack(stayOpen(view));
      throw cause;
    });
    await ack(reply.answer);
    await reply.after?.();
  };
}

export function shows(view: types.ModalView): Reply {
  return { answer: { response_action: 'update', view } };
}
