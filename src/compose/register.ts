/** A form's place in the app: its views and its buttons. */
import type { App, BlockAction, ViewOutput } from '@slack/bolt';
import { fieldAction } from '../slack/fields.ts';
import { composeChanged, composeReopened, composeSubmitted } from './compose.ts';
import { composeCallback } from './compose-view.ts';
import { confirmCallback } from './confirm.ts';
import type { Parts } from './draft.ts';
import { appOptions } from './fields.ts';
import type { Flow } from './kind.ts';
import { editAction } from './plain-views.ts';
import { reviewCallback } from './review.ts';
import { confirmSubmitted, reviewSubmitted } from './send.ts';
import { enter, type WhoActs } from './session.ts';

export function registerForm<P extends Parts>(app: App, flow: Flow<P>): void {
  const { kind } = flow;
  app.action<BlockAction>({ callback_id: composeCallback(kind), action_id: fieldAction }, composeChanged(flow));
  app.action<BlockAction>({ action_id: editAction(kind) }, composeReopened(flow));
  const appSearch = { callback_id: composeCallback(kind), block_id: /^app(-\d+)?$/, action_id: fieldAction };
  app.options<'block_suggestion'>(appSearch, async ({ ack, body, payload }) => {
    await ack({ options: body.view ? await appsFound(flow, { body, view: body.view, typed: payload.value }) : [] });
  });
  app.view(composeCallback(kind), composeSubmitted(flow));
  app.view(reviewCallback(kind), reviewSubmitted(flow));
  app.view(confirmCallback(kind), confirmSubmitted(flow));
}

type Search = { body: WhoActs; view: ViewOutput; typed: string };

async function appsFound<P extends Parts>(flow: Flow<P>, { body, view, typed }: Search) {
  const entry = await enter(flow, { body, view });
  if (entry.type !== 'entered') return [];
  return appOptions(flow.kind.appsFor(entry.draft, await flow.deps.apps()), typed);
}
