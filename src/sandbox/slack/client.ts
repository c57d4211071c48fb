/** What Slack's own client does for a person: the same acts as in `person.ts`, by ids instead of by what is written on things. */
import { type Actor, type Interaction, topView } from './actor.ts';
import type { Option } from './block-kit/composition.ts';
import { fileJson, type SlackFile } from './files.ts';
import { type Field, fieldAt } from './form-fields.ts';
import { type Entry, stillFits } from './input-state.ts';
import { NotPossible } from './not-possible.ts';
import { suggested } from './person-choose.ts';
import { checkUpload, type InModal, maxFiles, pressField, setField } from './person-form.ts';
import { clickOn, ownPlace, post, visible } from './person-messages.ts';
import { close, closeAll, type SubmitAnswer, submit } from './person-submit.ts';
import type { OpenView } from './views.ts';
import type { World } from './world.ts';

export type At = { blockId: string; actionId: string };
export type InView = { viewId: string };

/** Only the modal in front can be touched. */
function inFront(actor: Actor, { viewId }: InView): OpenView {
  const open = topView(actor);
  if (open?.id === viewId) return open;
  throw new NotPossible('modalGone', `the modal ${viewId} is not in front`);
}

function there(field: Field | null, { blockId, actionId }: At): Field {
  if (field) return field;
  throw new NotPossible('thingGone', `there is no ${actionId} in ${blockId}`);
}

function inModal(actor: Actor, at: InView & At): InModal {
  const open = inFront(actor, at);
  return { open, field: there(fieldAt(open.view.blocks, at), at) };
}

/** Files go in by `changeFiles`. */
export async function change(actor: Actor, at: InView & At, entry: Entry): Promise<Interaction> {
  const touched = inModal(actor, at);
  const { element } = touched.field;
  if (element.type === 'file_input' || !stillFits(element, entry))
    throw new NotPossible('wrongEntry', `a ${element.type} does not hold ${JSON.stringify(entry)}`);
  return setField(actor, touched, entry);
}

/** The files the field holds from now on, the last ones where they are too many. */
export async function changeFiles(actor: Actor, at: InView & At, fileIds: string[]): Promise<Interaction> {
  const touched = inModal(actor, at);
  const { element } = touched.field;
  if (element.type !== 'file_input') throw new NotPossible('wrongEntry', `a ${element.type} takes no file`);
  const files = ownFiles(actor, fileIds).slice(-maxFiles(element));
  for (const file of files) checkUpload(touched.field.label, element, file);
  for (const file of files) file.isFromForm = true;
  return setField(actor, touched, { type: 'file_input', files: files.map(({ id }) => fileJson(actor.world, id)) });
}

function ownFiles({ world, userId }: Actor, fileIds: string[]): SlackFile[] {
  return fileIds.map((id) => {
    const file = world.files.get(id);
    if (file?.user === userId) return file;
    throw new NotPossible('thingGone', `${userId} has no file ${id}`);
  });
}

/** `optionValue`: which option of an overflow menu. */
export async function press(actor: Actor, at: InView & At, optionValue: string | null): Promise<Interaction> {
  const touched = inModal(actor, at);
  checkPressable(touched.field, optionValue);
  return pressField(actor, touched, optionValue);
}

function checkPressable({ element }: Field, optionValue: string | null): void {
  const isOption = element.type === 'overflow' && element.options.some((option) => option.value === optionValue);
  if (element.type !== 'button' && !isOption) throw new NotPossible('thingGone', `a ${element.type} is not pressed`);
}

export async function suggest(actor: Actor, at: InView & At, typed: string): Promise<Option[]> {
  return suggested(actor, inModal(actor, at), typed);
}

export async function submitView(actor: Actor, view: InView): Promise<SubmitAnswer> {
  inFront(actor, view);
  return submit(actor);
}

export async function closeView(actor: Actor, view: InView & { all: boolean }): Promise<Interaction> {
  inFront(actor, view);
  return view.all ? closeAll(actor) : close(actor);
}

type OnMessage = { place: string; ts: string };

/** A button on a message, private ones too. */
export async function clickAt(actor: Actor, at: OnMessage & At, optionValue: string | null): Promise<Interaction> {
  const place = ownPlace(actor, at.place);
  const [message] = visible(actor, place, at.ts);
  if (!message) throw new NotPossible('thingGone', `no message ${at.ts}`);
  const { block, element, label } = there(fieldAt(message.blocks, at), at);
  checkPressable({ block, element, label }, optionValue);
  return clickOn(actor, { message, userId: actor.userId, place, block, element }, optionValue);
}

type Said = { place: string; text: string; threadTs: string | null; fileIds: string[] };

export function sayIn(actor: Actor, { place, text, threadTs, fileIds }: Said): string {
  const there = ownPlace(actor, place);
  if (there.isArchived) throw new NotPossible('archived', `#${there.name} is archived`);
  return post(actor, there, { text, threadTs, files: ownFiles(actor, fileIds) });
}

/** A file this person uploaded, or that was shared where they are. */
export function fileFor(world: World, userId: string, fileId: string): SlackFile | null {
  const file = world.files.get(fileId);
  const isShared = file?.shares.some(({ channel }) => world.places.get(channel)?.members.has(userId));
  return file && (file.user === userId || isShared) ? file : null;
}
