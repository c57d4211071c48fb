/** The template form's place in the app: its views, its buttons, and what its search finds. */
import type { App, BlockAction } from '@slack/bolt';
import { composeChanged } from '../compose/compose.ts';
import type { Flow } from '../compose/kind.ts';
import { registerForm } from '../compose/register.ts';
import { fieldAction, searchOption } from '../slack/fields.ts';
import type { TemplateDeps } from './deps.ts';
import type { TemplateParts } from './draft.ts';
import { insertAction, templateBlock } from './form.ts';
import { insert } from './insert.ts';
import { templateKind } from './kind.ts';

export function registerTemplate(app: App, deps: TemplateDeps): Flow<TemplateParts> {
  const flow = { deps, kind: templateKind(deps) };
  registerForm(app, flow);
  app.action<BlockAction>({ action_id: insertAction }, composeChanged(flow, insert));
  app.options<'block_suggestion'>(
    { block_id: templateBlock, action_id: fieldAction },
    async ({ ack, payload, body }) => {
      await ack({ options: await found(deps, { user: body.user.id, text: payload.value }) });
    },
  );
  return flow;
}

/** Nothing for whoever may not send: the names are no secret, but neither are they theirs to search. */
async function found({ access, catalogue, suiteIds }: TemplateDeps, asked: { user: string; text: string }) {
  const { type } = await access.maySend(asked.user);
  if (type === 'refused') return [];
  const entries = await catalogue.search([...suiteIds], asked.text);
  return entries.map(({ id, name }) => searchOption({ value: id, text: name }));
}
