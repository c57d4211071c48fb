/**
 * The blocks this sandbox knows: those in use, each with Slack's limits. An unknown block is refused as Slack refuses a
 * misspelt one, so that a new block has to be added here, with its rules, before it can be used.
 */
import { z } from 'zod';
import { anyText, blockId, plainText, url } from './composition.ts';
import { buttonElements, dateElements, momentElements, writtenElements } from './input-elements.ts';
import { richText } from './rich-text.ts';
import { choiceElements, menuElements } from './select-elements.ts';

const picture = {
  type: z.literal('image'),
  image_url: url.optional(),
  slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
  alt_text: z.string().min(1).max(2000),
};
const imageElement = z.strictObject(picture);
const oneSource = (image: { image_url?: string | undefined; slack_file?: object | undefined }) =>
  (image.image_url === undefined) !== (image.slack_file === undefined);

const accessory = z.discriminatedUnion('type', [
  imageElement.refine(oneSource, 'must provide either `image_url` or `slack_file`'),
  ...choiceElements,
  ...menuElements,
  ...dateElements,
  ...buttonElements,
]);
const actionElement = z.discriminatedUnion('type', [
  ...choiceElements,
  ...menuElements,
  ...dateElements,
  ...momentElements,
  ...buttonElements,
]);
const inputElement = z.discriminatedUnion('type', [
  ...writtenElements,
  ...choiceElements,
  ...dateElements,
  ...momentElements,
]);

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, 'must provide `text` or `fields`');

const input = z
  .strictObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  })
  .refine((block) => !(block.dispatch_action && block.element.type === 'file_input'), {
    message: '`dispatch_action` is not supported for file_input',
    path: ['dispatch_action'],
  });

const tableCell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  richText,
]);
export type TableCell = z.output<typeof tableCell>;

const table = z.strictObject({
  type: z.literal('table'),
  block_id: blockId,
  rows: z.array(z.array(tableCell).min(1).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(20)
    .optional(),
});

export const block = z.discriminatedUnion('type', [
  section,
  input,
  table,
  richText,
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z
      .array(z.discriminatedUnion('type', [anyText(3000), imageElement]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id: blockId, elements: z.array(actionElement).min(1).max(25) }),
  z
    .strictObject({ ...picture, block_id: blockId, title: plainText(2000).optional() })
    .refine(oneSource, 'must provide either `image_url` or `slack_file`'),
  z.strictObject({
    type: z.literal('alert'),
    block_id: blockId,
    text: anyText(200),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id: blockId, text: z.string().min(1).max(12_000) }),
]);

export type Block = z.output<typeof block>;
/** An element a person can touch: everything but pictures. */
export type Element = z.output<typeof actionElement> | z.output<typeof inputElement>;

/** The elements of a block a person can touch, with their JSON pointers below the block. */
export function elementsOf(block: Block): { element: Element; pointer: string }[] {
  switch (block.type) {
    case 'section':
      return block.accessory && block.accessory.type !== 'image'
        ? [{ element: block.accessory, pointer: '/accessory' }]
        : [];
    case 'actions':
      return block.elements.map((element, index) => ({ element, pointer: `/elements/${index}` }));
    case 'input':
      return [{ element: block.element, pointer: '/element' }];
    case 'table':
    case 'rich_text':
    case 'header':
    case 'divider':
    case 'context':
    case 'image':
    case 'alert':
    case 'markdown':
      return [];
  }
}
