/** A person filling in the modal in front of them. */

import { type Actor, findInModal, type Interaction, troubleOf, type Upload } from './actor.ts';
import type { Block, Element } from './block-kit/blocks.ts';
import { addFile, extensionOf, fileJson } from './files.ts';
import { type Field, inputsOf, pressablesOf } from './form-fields.ts';
import { type Entry, emptied, initialEntry, setEntry } from './input-state.ts';
import { NotPossible } from './not-possible.ts';
import { blockActions } from './payloads.ts';
import type { OpenView } from './views.ts';
import { ring } from './world.ts';

const maxUploadBytes = 10 * 1024 * 1024;

function dispatches(block: Block): boolean {
  return block.type !== 'input' || block.dispatch_action === true;
}

export type InModal = { open: OpenView; field: Field };

async function sendActions(actor: Actor, { open, field }: InModal, entry: object): Promise<Interaction> {
  const touched = { view: open, block: field.block, element: field.element };
  const delivered = await actor.link.deliver('interactive', blockActions(actor.world, touched, { ...entry }));
  return { trouble: troubleOf(delivered.outcome) };
}

type Change = (touched: InModal & { entry: Entry }) => Entry | Promise<Entry>;

/** Changes what a field holds; the bot hears of it at once where Block Kit says so. */
export async function changeField(actor: Actor, label: string, how: Change): Promise<Interaction> {
  const { open, found: field } = await findInModal(actor, label, (one) => inputsOf(one.view));
  const { block, element } = field;
  const before = open.entries.get(block.block_id)?.get(element.action_id) ?? initialEntry(element);
  if (!before) throw new Error(`"${label}" holds nothing`);
  return setField(actor, { open, field }, await how({ open, field, entry: before }));
}

export async function setField(actor: Actor, { open, field }: InModal, entry: Entry): Promise<Interaction> {
  setEntry(open.entries, field.block.block_id, field.element.action_id, entry);
  ring(actor.world, { kind: 'view', user: actor.userId });
  return dispatches(field.block) ? sendActions(actor, { open, field }, entry) : { trouble: null };
}

function unixSeconds(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : Math.floor(Date.parse(value) / 1000);
}

/** Types into a text box, or sets a date ("2026-09-01"), a time ("16:05") or a moment (ISO or unix seconds). */
export function fill(actor: Actor, label: string, value: string): Promise<Interaction> {
  return changeField(actor, label, ({ entry }) => {
    if ('value' in entry) return { ...entry, value: value === '' ? null : value };
    if ('selected_date' in entry) return { ...entry, selected_date: value };
    if ('selected_time' in entry) return { ...entry, selected_time: value };
    if ('selected_date_time' in entry) return { ...entry, selected_date_time: unixSeconds(value) };
    throw new Error(`"${label}" is not typed into: it is a ${entry.type}`);
  });
}

/** Puts one more file into a file_input; what Slack's own client would not take is an error here. */
export function upload(actor: Actor, label: string, upload: Upload): Promise<Interaction> {
  return changeField(actor, label, ({ field: { element }, entry }) => {
    if (element.type !== 'file_input' || entry.type !== 'file_input')
      throw new Error(`"${label}" takes no file: it is a ${element.type}`);
    checkUpload(label, element, upload);
    const file = addFile(actor.world, { ...upload, user: actor.userId, isFromForm: true });
    return { ...entry, files: [...entry.files, fileJson(actor.world, file.id)].slice(-maxFiles(element)) };
  });
}

type FileInput = Extract<Element, { type: 'file_input' }>;

export function maxFiles(element: FileInput): number {
  return element.max_files ?? 10;
}

/** Throws where Slack's own client would not take the file. */
export function checkUpload(
  label: string,
  { filetypes }: FileInput,
  { name, bytes }: Pick<Upload, 'name' | 'bytes'>,
): void {
  if (filetypes && !filetypes.includes(extensionOf(name)))
    throw new NotPossible('wrongFile', `"${label}" takes ${filetypes.join(', ')}, not ${name}`);
  if (bytes.length > maxUploadBytes)
    throw new NotPossible('fileTooBig', `Slack takes no file above ${maxUploadBytes} bytes here`);
}

export function clearField(actor: Actor, label: string): Promise<Interaction> {
  return changeField(actor, label, ({ entry }) => emptied(entry));
}

/** Presses a button in the modal; a question it asks first is answered with yes. */
export async function press(actor: Actor, label: string): Promise<Interaction> {
  const { open, found } = await findInModal(actor, label, (one) => pressablesOf(one.view.blocks));
  return pressField(actor, { open, field: found }, found.optionValue);
}

export function pressField(actor: Actor, inModal: InModal, optionValue: string | null): Promise<Interaction> {
  return sendActions(actor, inModal, pressedAction({ element: inModal.field.element, optionValue }));
}

/** The part of an action that tells which button, or which option of an overflow menu, it was. */
export function pressedAction({ element, optionValue }: { element: Element; optionValue: string | null }): object {
  if (element.type === 'overflow')
    return { selected_option: element.options.find((option) => option.value === optionValue) };
  if (element.type !== 'button') throw new Error(`a ${element.type} is not pressed`);
  return { text: element.text, ...(element.value === undefined ? {} : { value: element.value }) };
}
