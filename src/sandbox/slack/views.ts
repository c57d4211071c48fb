/** Modals: at most three on top of each other, each with a hash and with what the person has entered. */
import { randomBytes } from 'node:crypto';
import { checkView, type ModalView } from './block-kit/check-view.ts';
import { type Entries, entriesFor, stateValues } from './input-state.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { exchangeTrigger } from './triggers.ts';
import { newId, ring, type World } from './world.ts';

const maxStack = 3;

export type OpenView = {
  id: string;
  userId: string;
  rootId: string;
  previousId: string | null;
  hash: string;
  view: ModalView;
  entries: Entries;
  /** By block_id: the bot's and Slack's own complaints, shown until the next submission or update. */
  errors: Map<string, string>;
  /** Slack's banner when the bot did not answer in time or not sensibly. */
  trouble: string | null;
};

export function stackOf(world: World, userId: string): OpenView[] {
  return world.stacks.get(userId) ?? [];
}

function setStack(world: World, userId: string, stack: OpenView[]): void {
  world.stacks.set(userId, stack);
  ring(world, { kind: 'view', user: userId });
}

function newHash(world: World): string {
  return `${Math.floor(world.clock.now() / 1000)}.${randomBytes(4).toString('hex')}`;
}

/** "Error returned when the given external_id has already be used", by any view but this one. */
function claimExternalId(world: World, view: ModalView, id: string): Refusal | null {
  if (view.external_id === '') return null;
  const owner = world.externalIds.get(view.external_id) ?? id;
  if (owner !== id) return refuse('duplicate_external_id');
  world.externalIds.set(view.external_id, id);
  return null;
}

/** Puts a checked view on top of what the person has open. */
export function pushView(world: World, userId: string, view: ModalView): OpenView | Refusal {
  const stack = stackOf(world, userId);
  if (stack.length >= maxStack) return refuse('push_limit_reached');
  const id = newId(world, 'V');
  const duplicate = claimExternalId(world, view, id);
  if (duplicate) return duplicate;
  const opened: OpenView = {
    id,
    userId,
    view,
    rootId: stack[0]?.id ?? id,
    previousId: stack.at(-1)?.id ?? null,
    hash: newHash(world),
    entries: entriesFor(view.blocks),
    errors: new Map(),
    trouble: null,
  };
  setStack(world, userId, [...stack, opened]);
  return opened;
}

/** Puts a checked view in the place of an open one; what was entered under the same ids stays. */
export function replaceView(world: World, open: OpenView, view: ModalView): Refusal | null {
  const duplicate = claimExternalId(world, view, open.id);
  if (duplicate) return duplicate;
  const entries = entriesFor(view.blocks, open.entries);
  Object.assign(open, { view, entries, hash: newHash(world), errors: new Map(), trouble: null });
  ring(world, { kind: 'view', user: open.userId });
  return null;
}

/** Takes a view, and whatever lies above it, off the stack. */
export function closeView(world: World, open: OpenView): void {
  const stack = stackOf(world, open.userId);
  const index = stack.indexOf(open);
  if (index >= 0) setStack(world, open.userId, stack.slice(0, index));
}

export function clearStack(world: World, userId: string): void {
  setStack(world, userId, []);
}

function findView(world: World, match: { id?: unknown; externalId?: unknown }): OpenView | undefined {
  const all = [...world.stacks.values()].flat();
  return all.find(
    (open) => open.id === match.id || (open.view.external_id !== '' && open.view.external_id === match.externalId),
  );
}

/** As payloads and answers carry it. */
export function viewJson(world: World, open: OpenView): Record<string, unknown> {
  const { teamId, bot } = world.workspace;
  return {
    id: open.id,
    team_id: teamId,
    ...open.view,
    submit: open.view.submit ?? null,
    close: open.view.close ?? null,
    state: { values: stateValues(open.entries) },
    hash: open.hash,
    root_view_id: open.rootId,
    previous_view_id: open.previousId,
    app_id: bot.appId,
    app_installed_team_id: teamId,
    bot_id: bot.botId,
  };
}

type Fields = Record<string, unknown>;

/**
 * views.open and views.push. Opened from within a modal, a view is pushed; where nothing is open, only views.open works.
 */
export function openView(world: World, fields: Fields, isPush: boolean): object {
  const view = checkView(fields.view);
  if (isRefusal(view)) return view;
  const trigger = exchangeTrigger(world, fields.trigger_id);
  if (isRefusal(trigger)) return trigger;
  if (isPush && stackOf(world, trigger.userId).length === 0) return refuse('not_found');
  const opened = pushView(world, trigger.userId, view);
  return isRefusal(opened) ? opened : { ok: true, view: viewJson(world, opened) };
}

/** views.update, by view_id or external_id; a `hash` that is not the newest is refused. */
export function updateView(world: World, fields: Fields): object {
  const view = checkView(fields.view);
  if (isRefusal(view)) return view;
  const open = findView(world, { id: fields.view_id, externalId: fields.external_id });
  if (!open) return refuse('not_found');
  if (fields.hash !== undefined && fields.hash !== open.hash) return refuse('hash_conflict');
  return replaceView(world, open, view) ?? { ok: true, view: viewJson(world, open) };
}
