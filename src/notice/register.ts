/** The notice form's place in the app: its command, its views, its buttons. */
import type { App, BlockAction, SlashCommand } from '@slack/bolt';
import { fieldAction } from '../slack/fields.ts';
import { composeChanged, composeReopened, composeSubmitted } from './compose.ts';
import { composeCallback } from './compose-form.ts';
import { confirmCallback } from './confirm.ts';
import type { NoticeDeps } from './deps.ts';
import { type Asked, openNotice } from './open.ts';
import { editAction } from './plain-views.ts';
import { reviewCallback } from './review.ts';
import { confirmSubmitted, reviewSubmitted } from './send.ts';

export const noticeCommand = '/school-notice';

export function registerNotice(app: App, deps: NoticeDeps): void {
  app.command(noticeCommand, ({ command, ...slack }) => openNotice(deps, askedBy(command), slack));
  app.action<BlockAction>({ callback_id: composeCallback, action_id: fieldAction }, composeChanged(deps));
  app.action<BlockAction>({ action_id: editAction }, composeReopened(deps));
  app.view(composeCallback, composeSubmitted(deps));
  app.view(reviewCallback, reviewSubmitted(deps));
  app.view(confirmCallback, confirmSubmitted(deps));
}

/** A slash command as a wish for a form. */
function askedBy(command: SlashCommand): Asked {
  return {
    user: command.user_id,
    teamId: command.team_id,
    channel: command.channel_id,
    responseUrl: command.response_url,
    triggerId: command.trigger_id,
  };
}
