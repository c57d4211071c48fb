/** A person picking from menus, radio buttons and checkboxes. */
import type { Actor, Interaction } from './actor.ts';
import type { Element } from './block-kit/blocks.ts';
import { type Option, suggestedOptions } from './block-kit/composition.ts';
import { parse } from './block-kit/problems.ts';
import { allOptions } from './block-kit/select-elements.ts';
import { listed, pick } from './form-fields.ts';
import type { Entry } from './input-state.ts';
import { NotPossible } from './not-possible.ts';
import { blockSuggestion } from './payloads.ts';
import { changeField, type InModal } from './person-form.ts';
import { placeCalled } from './places.ts';
import { chosenOf } from './render-element.ts';
import { recordFault, type World } from './world.ts';

function optionCalled(options: Option[], text: string): Option {
  const labelled = options.map((option) => ({ label: option.text.text, option }));
  const found = pick(labelled, text);
  if (!found) throw new Error(`no single option "${text}"; there is ${listed(labelled)}`);
  return found.option;
}

/** The options the bot suggests for what was typed into an external menu. */
export async function suggested(actor: Actor, { open, field }: InModal, typed: string): Promise<Option[]> {
  const least = 'min_query_length' in field.element ? (field.element.min_query_length ?? 3) : 3;
  if (typed.length < least)
    throw new NotPossible('typeMore', `"${field.label}" suggests nothing before ${least} characters are typed`);
  const touched = { view: open, block: field.block, element: field.element };
  const delivered = await actor.link.deliver('interactive', blockSuggestion(actor.world, touched, typed));
  if (delivered.outcome !== 'acked') throw new NotPossible('noOptions', `"${field.label}" could not load its options`);
  const parsed = parse(suggestedOptions, delivered.body, '');
  if ('value' in parsed) return allOptions('options' in parsed.value ? parsed.value : { ...parsed.value });
  recordFault(actor.world, `options that Slack refuses: ${parsed.problems.join('; ')}`);
  throw new NotPossible('noOptions', `"${field.label}" got options that Slack refuses: ${parsed.problems.join('; ')}`);
}

function userCalled(world: World, name: string): string {
  const user = world.workspace.users.find((one) => one.id === name || one.name === name);
  if (!user)
    throw new Error(`no person "${name}"; there is ${world.workspace.users.map((one) => one.name).join(', ')}`);
  return user.id;
}

function optionsOf(element: Element): Option[] {
  return 'options' in element || 'option_groups' in element ? allOptions(element) : [];
}

/** What the named field offers under that text: its own options, or those the bot suggests. */
async function offered(actor: Actor, inModal: InModal, text: string): Promise<Option> {
  const { element } = inModal.field;
  const isExternal = element.type === 'external_select' || element.type === 'multi_external_select';
  return optionCalled(isExternal ? await suggested(actor, inModal, text) : optionsOf(element), text);
}

/** Picks from a menu or radio buttons; a menu that takes several gets one more. */
export function choose(actor: Actor, label: string, text: string): Promise<Interaction> {
  const { world } = actor;
  return changeField(actor, label, async ({ entry, ...inModal }) => {
    if ('selected_option' in entry) return { ...entry, selected_option: await offered(actor, inModal, text) };
    if ('selected_options' in entry) return withOption(entry, await offered(actor, inModal, text));
    if ('selected_user' in entry) return { ...entry, selected_user: userCalled(world, text) };
    if ('selected_users' in entry)
      return { ...entry, selected_users: [...entry.selected_users, userCalled(world, text)] };
    if ('selected_conversation' in entry) return { ...entry, selected_conversation: placeCalled(world, text).id };
    if ('selected_channel' in entry) return { ...entry, selected_channel: placeCalled(world, text).id };
    throw new Error(`"${label}" offers no choice: it is a ${entry.type}`);
  });
}

type Multiple = Extract<Entry, { selected_options: Option[] }>;

function withOption(entry: Multiple, option: Option): Multiple {
  const others = entry.selected_options.filter((one) => one.value !== option.value);
  return { ...entry, selected_options: [...others, option] };
}

/** Takes a tick away, or one option out of a menu that takes several. */
export function uncheck(actor: Actor, label: string, optionText: string): Promise<Interaction> {
  return changeField(actor, label, ({ entry }) => {
    if (!('selected_options' in entry)) throw new Error(`"${label}" has no ticks: it is a ${entry.type}`);
    const gone = optionCalled(chosenOf(entry), optionText);
    return { ...entry, selected_options: entry.selected_options.filter((one) => one.value !== gone.value) };
  });
}
