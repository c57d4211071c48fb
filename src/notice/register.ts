/** The notice form's place in the app: its command, and the form itself. */
import type { App } from '@slack/bolt';
import type { Flow } from '../compose/kind.ts';
import { askedBy, openForm } from '../compose/open.ts';
import { registerForm } from '../compose/register.ts';
import type { NoticeDeps } from './deps.ts';
import type { NoticeParts } from './draft.ts';
import { noticeKind } from './kind.ts';

export const noticeCommand = '/school-notice';

export function registerNotice(app: App, deps: NoticeDeps): Flow<NoticeParts> {
  const flow = { deps, kind: noticeKind(deps) };
  app.command(noticeCommand, ({ command, ...slack }) => openForm(flow, askedBy(command), slack));
  registerForm(app, flow);
  return flow;
}
