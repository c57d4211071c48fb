/** A modal as Slack accepts it. Limits: docs.slack.dev/surfaces/modals and reference/views/modal-views. */
import { z } from 'zod';
import { type Refusal, refuse } from '../refusal.ts';
import { block } from './blocks.ts';
import { plainText } from './composition.ts';
import { crossProblems } from './cross-checks.ts';
import { at, parse } from './problems.ts';

/** "Error returned if the provided view is greater than 250kb." */
const maxViewBytes = 250_000;

const modal = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  blocks: z.array(block).max(100),
  private_metadata: z.string().max(3000).default(''),
  callback_id: z.string().max(255).default(''),
  external_id: z.string().max(255).default(''),
  clear_on_close: z.boolean().default(false),
  notify_on_close: z.boolean().default(false),
});
export type ModalView = z.output<typeof modal>;

function submitProblems(view: ModalView): string[] {
  const index = view.blocks.findIndex((one) => one.type === 'input');
  if (index < 0 || view.submit) return [];
  return [at(`/view/blocks/${index}/input`, 'must define `submit` to use an `input` block in modals')];
}

/** The view with its defaults filled in, or the refusal Slack would answer. */
export function checkView(json: unknown): ModalView | Refusal {
  if (Buffer.byteLength(JSON.stringify(json) ?? '') > maxViewBytes) return refuse('view_too_large');
  const parsed = parse(modal, json, '/view');
  if ('problems' in parsed) return refuse('invalid_arguments', parsed.problems);
  const problems = [...submitProblems(parsed.value), ...crossProblems(parsed.value.blocks, 'modal', '/view/blocks')];
  return problems.length > 0 ? refuse('invalid_arguments', problems) : parsed.value;
}
