/** Block Kit's composition objects: text, options, confirm dialogs. Limits: docs.slack.dev/reference/block-kit. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Slack gives blocks and elements without an id a random one, new at every parse. */
const randomId = () => randomBytes(4).toString('base64url');
export const blockId = z.string().min(1).max(255).default(randomId);
export const actionId = z.string().min(1).max(255).default(randomId);

export const url = z.string().min(1).max(3000);

export const plainText = (maxChars: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(maxChars),
    emoji: z.boolean().optional(),
  });

const mrkdwnText = (maxChars: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(maxChars),
    verbatim: z.boolean().optional(),
  });

export const anyText = (maxChars: number) => z.discriminatedUnion('type', [plainText(maxChars), mrkdwnText(maxChars)]);
export type TextObject = z.output<ReturnType<typeof anyText>>;

/** An option of a select menu: plain text only. */
export const plainOption = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});

/** An option of an overflow menu. */
export const linkOption = plainOption.extend({ url: url.optional() });

/** An option of checkboxes and radio buttons: mrkdwn allowed. */
export const richOption = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
});
export type Option = z.output<typeof richOption>;

export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(plainOption).min(1).max(100),
});

export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** The answer to a `block_suggestion`. */
export const suggestedOptions = z.union([
  z.strictObject({ options: z.array(plainOption).max(100) }),
  z.strictObject({ option_groups: z.array(optionGroup).max(100) }),
]);
