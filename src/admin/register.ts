/** The administrators' place in the app: their buttons and their form. */
import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { adminActions } from './actions.ts';
import type { AdminDeps } from './deps.ts';
import { authorisePressed, linkPressed } from './install.ts';
import { backHome, onPress } from './session.ts';
import { templateCallback } from './template-form.ts';
import { addPressed, editPressed, restorePressed, retirePressed, templateSubmitted } from './templates.ts';

export function registerAdmin(app: App, deps: AdminDeps): void {
  const turned = onPress(deps, ({ meta, value, ...session }) =>
    backHome(deps, { ...session, meta: { ...meta, page: Number(value) } }),
  );
  const listeners: Record<keyof typeof adminActions, ReturnType<typeof onPress>> = {
    previous: turned,
    next: turned,
    back: onPress(deps, (pressed) => backHome(deps, pressed)),
    authorise: authorisePressed(deps),
    formal: linkPressed(deps, 'formal'),
    test: linkPressed(deps, 'test'),
    add: addPressed(deps),
    edit: editPressed(deps),
    retire: retirePressed(deps),
    restore: restorePressed(deps),
  };
  for (const name of Object.keys(listeners) as (keyof typeof adminActions)[]) {
    app.action<BlockAction<ButtonAction>>(adminActions[name], listeners[name]);
  }
  app.view(templateCallback, templateSubmitted(deps));
}
