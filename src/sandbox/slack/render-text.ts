/** Messages and modals as plain text, the same every time: for the gallery, the rehearsal and for people reading tests. */
import { z } from 'zod';
import { type Block, block as blockSchema } from './block-kit/blocks.ts';
import { checkView, type ModalView } from './block-kit/check-view.ts';
import { parse } from './block-kit/problems.ts';
import { type Entries, entriesFor } from './input-state.ts';
import { isRefusal } from './refusal.ts';
import { elementLines } from './render-element.ts';
import { cellText, mrkdwnText, type Names, richTextLines, tableLines, textOf } from './text-of.ts';

const asIs: Names = (id) => id;

type Filled = { entries: Entries; errors: ReadonlyMap<string, string> };
const untouched: Filled = { entries: new Map(), errors: new Map() };

function indent(lines: string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function inputLines(block: Extract<Block, { type: 'input' }>, filled: Filled, names: Names): string[] {
  const entry = filled.entries.get(block.block_id)?.get(block.element.action_id) ?? null;
  const error = filled.errors.get(block.block_id);
  return [
    `${block.label.text}${block.optional ? ' (optional)' : ''}`,
    ...indent(elementLines(block.element, entry, names)),
    ...(error === undefined ? [] : [`  ✗ ${error}`]),
    ...(block.hint ? [`  ${block.hint.text}`] : []),
  ];
}

function sectionLines(block: Extract<Block, { type: 'section' }>, filled: Filled, names: Names): string[] {
  const { accessory } = block;
  const fields = (block.fields ?? []).flatMap((field) => textOf(field, names).split('\n'));
  const text = block.text ? textOf(block.text, names).split('\n') : [];
  if (!accessory) return [...text, ...fields];
  if (accessory.type === 'image') return [...text, ...fields, `🖼 ${accessory.alt_text}`];
  const entry = filled.entries.get(block.block_id)?.get(accessory.action_id) ?? null;
  return [...text, ...fields, ...indent(elementLines(accessory, entry, names))];
}

function blockLines(block: Block, filled: Filled, names: Names): string[] {
  switch (block.type) {
    case 'section':
      return sectionLines(block, filled, names);
    case 'input':
      return inputLines(block, filled, names);
    case 'table':
      return tableLines(block.rows.map((row) => row.map((cell) => cellText(cell, names))));
    case 'rich_text':
      return richTextLines(block, names);
    case 'header':
      return [`# ${block.text.text}`];
    case 'divider':
      return ['────────'];
    case 'context': {
      const texts = block.elements.map((one) => (one.type === 'image' ? `🖼 ${one.alt_text}` : textOf(one, names)));
      return texts
        .join('  ')
        .split('\n')
        .map((line) => `· ${line}`);
    }
    case 'actions': {
      const entries = filled.entries.get(block.block_id);
      return [block.elements.flatMap((one) => elementLines(one, entries?.get(one.action_id) ?? null, names)).join(' ')];
    }
    case 'image':
      return [`🖼 ${block.alt_text}`];
    case 'alert':
      return [`(${block.level ?? 'default'}) ${textOf(block.text, names)}`];
    case 'markdown':
      return block.text.split('\n');
  }
}

/** Blocks already checked. */
export function contentLines(
  content: { text: string; blocks: Block[]; files: { name: string; size: number }[] },
  names: Names,
): string[] {
  const { text, blocks, files } = content;
  const body = blocks.length > 0 ? blocks.flatMap((block) => blockLines(block, untouched, names)) : [];
  const plain = blocks.length === 0 && text !== '' ? mrkdwnText(text, names).split('\n') : [];
  return [...body, ...plain, ...files.map((file) => `📎 ${file.name} (${file.size} bytes)`)];
}

export function viewLines(view: ModalView, filled: Filled & { trouble: string | null }, names: Names): string[] {
  return [
    `== ${view.title.text} ==`,
    ...view.blocks.flatMap((block) => blockLines(block, filled, names)),
    ...(filled.trouble === null ? [] : [`!! ${filled.trouble}`]),
    [view.close?.text ?? 'Close', view.submit?.text].flatMap((label) => (label ? [`[${label}]`] : [])).join(' '),
  ];
}

/**
 * A message as a builder made it. Throws when Slack would not take its blocks.
 * @param names How `<@U…>` and `<#C…>` are read; as they are when not given.
 */
export function renderMessageText(message: { text?: string; blocks?: readonly object[] }, names: Names = asIs): string {
  const parsed = parse(z.array(blockSchema), message.blocks ?? [], '/blocks');
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return contentLines({ text: message.text ?? '', blocks: parsed.value, files: [] }, names).join('\n');
}

/** A modal as a builder made it, nothing entered yet. Throws when Slack would not take it. */
export function renderViewText(json: object, shown: { errors?: Record<string, string>; names?: Names } = {}): string {
  const view = checkView(json);
  if (isRefusal(view)) throw new Error([view.error, ...(view.errors ?? [])].join('\n'));
  const filled = {
    entries: entriesFor(view.blocks),
    errors: new Map(Object.entries(shown.errors ?? {})),
    trouble: null,
  };
  return viewLines(view, filled, shown.names ?? asIs).join('\n');
}
