/** A person sending the modal off: Slack's own checks, the bot's answer, and what becomes of the modal. */
import { z } from 'zod';
import { type Actor, type Interaction, topView, troubleOf } from './actor.ts';
import { checkView } from './block-kit/check-view.ts';
import { maxInputChars } from './block-kit/input-elements.ts';
import { type Entry, isEmpty } from './input-state.ts';
import { type Modal, modalOf } from './modal.ts';
import { NotPossible } from './not-possible.ts';
import { viewClosed, viewSubmission } from './payloads.ts';
import { isRefusal } from './refusal.ts';
import { clearStack, closeView, type OpenView, pushView, replaceView, stackOf } from './views.ts';
import { recordFault, ring, type World } from './world.ts';

/** `errors` by label, whether Slack or the bot complained; `view` is what stands in front of the person now. */
export type SubmitAnswer =
  | { closed: true }
  | { errors: Record<string, string> }
  | { view: Modal }
  | { trouble: NonNullable<Interaction['trouble']> };

const words = {
  required: 'Please complete this required field.',
  trouble: 'We had some trouble connecting. Try again?',
};

/** What Slack's client checks before anything is sent; null when all is well. */
function complaint(open: OpenView, block: OpenView['view']['blocks'][number]): string | null {
  if (block.type !== 'input') return null;
  const { element } = block;
  const entry = open.entries.get(block.block_id)?.get(element.action_id);
  if (!entry || isEmpty(entry)) return block.optional ? null : words.required;
  if (element.type === 'plain_text_input') return lengthComplaint(element, entry);
  if (element.type === 'number_input') return numberComplaint(element, entry);
  if (element.type === 'email_text_input') return patternComplaint(entry, /^\S+@\S+\.\S+$/, 'email address');
  if (element.type === 'url_text_input') return patternComplaint(entry, /^https?:\/\/\S+$/, 'URL');
  return null;
}

function typed(entry: Entry): string {
  return 'value' in entry ? (entry.value ?? '') : '';
}

function lengthComplaint(limits: { min_length?: number | undefined; max_length?: number | undefined }, entry: Entry) {
  const { length } = typed(entry);
  const { min_length: min = 0, max_length: max = maxInputChars } = limits;
  if (length < min) return `Must be at least ${min} characters.`;
  return length > max ? `Must be at most ${max} characters.` : null;
}

function numberComplaint(
  limits: { is_decimal_allowed: boolean; min_value?: string | undefined; max_value?: string | undefined },
  entry: Entry,
): string | null {
  const value = Number(typed(entry));
  if (Number.isNaN(value) || (!limits.is_decimal_allowed && !Number.isInteger(value))) return 'Must be a number.';
  if (value < Number(limits.min_value ?? Number.NEGATIVE_INFINITY)) return `Must be at least ${limits.min_value}.`;
  return value > Number(limits.max_value ?? Number.POSITIVE_INFINITY) ? `Must be at most ${limits.max_value}.` : null;
}

function patternComplaint(entry: Entry, pattern: RegExp, what: string): string | null {
  return pattern.test(typed(entry)) ? null : `Must be a valid ${what}.`;
}

function showErrors(world: World, open: OpenView, errors: Map<string, string>): SubmitAnswer {
  open.errors = errors;
  ring(world, { kind: 'view', user: open.userId });
  return { errors: modalOf(world, open).errors };
}

function inTrouble(world: World, open: OpenView, trouble: NonNullable<Interaction['trouble']>): SubmitAnswer {
  open.trouble = words.trouble;
  ring(world, { kind: 'view', user: open.userId });
  return { trouble };
}

const responseSchema = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);
type ViewResponse = z.output<typeof responseSchema>;

/** The person cannot use a bad answer: they see the same banner as for none, and the fault is written down. */
function badAnswer(world: World, open: OpenView, what: string): SubmitAnswer {
  recordFault(world, `view_submission answered with ${what}`);
  return inTrouble(world, open, 'dispatch_failed');
}

function nowShown(world: World, userId: string): SubmitAnswer {
  const open = stackOf(world, userId).at(-1);
  return open ? { view: modalOf(world, open) } : { closed: true };
}

function applyErrors(world: World, open: OpenView, errors: Record<string, string>): SubmitAnswer {
  const inputs = open.view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const strange = Object.keys(errors).filter((id) => !inputs.includes(id));
  if (strange.length > 0) return badAnswer(world, open, `errors for no input block: ${strange.join(', ')}`);
  return showErrors(world, open, new Map(Object.entries(errors)));
}

function applyView(world: World, open: OpenView, response: ViewResponse & { view: unknown }): SubmitAnswer {
  const view = checkView(response.view);
  if (isRefusal(view)) return badAnswer(world, open, `a view Slack refuses: ${view.errors?.join('; ') ?? view.error}`);
  const isGone = !stackOf(world, open.userId).includes(open);
  if (isGone) return nowShown(world, open.userId);
  const result =
    response.response_action === 'push' ? pushView(world, open.userId, view) : replaceView(world, open, view);
  return isRefusal(result) ? badAnswer(world, open, result.error) : nowShown(world, open.userId);
}

function apply(world: World, open: OpenView, body: unknown): SubmitAnswer {
  if (body === null) {
    closeView(world, open);
    return nowShown(world, open.userId);
  }
  const response = responseSchema.safeParse(body);
  if (!response.success) return badAnswer(world, open, `something unknown: ${JSON.stringify(body)}`);
  switch (response.data.response_action) {
    case 'errors':
      return applyErrors(world, open, response.data.errors);
    case 'clear':
      clearStack(world, open.userId);
      return { closed: true };
    case 'update':
    case 'push':
      return applyView(world, open, response.data);
  }
}

export async function submit(actor: Actor): Promise<SubmitAnswer> {
  const { world, link } = actor;
  const open = topView(actor);
  if (!open) throw new Error('nothing to submit: no modal is open');
  if (!open.view.submit) throw new NotPossible('noSubmit', `the modal "${open.view.title.text}" has no submit button`);
  const complaints = open.view.blocks.flatMap((block): [string, string][] => {
    const text = complaint(open, block);
    return text === null ? [] : [[block.block_id, text]];
  });
  if (complaints.length > 0) return showErrors(world, open, new Map(complaints));
  Object.assign(open, { errors: new Map(), trouble: null });
  const delivered = await link.deliver('interactive', viewSubmission(world, open));
  if (delivered.outcome === 'acked') return apply(world, open, delivered.body);
  return inTrouble(world, open, troubleOf(delivered.outcome) ?? 'dispatch_failed');
}

/** The Cancel button: this modal only, unless it says `clear_on_close`. */
export async function close(actor: Actor): Promise<Interaction> {
  const open = topView(actor);
  if (!open) throw new Error('nothing to close: no modal is open');
  if (open.view.clear_on_close) return closeAll(actor);
  closeView(actor.world, open);
  return tellClosed(actor, open, false);
}

/** The × in the corner: all of them; the bot hears of the lowest. */
export async function closeAll(actor: Actor): Promise<Interaction> {
  const root = stackOf(actor.world, actor.userId)[0];
  if (!root) throw new Error('nothing to close: no modal is open');
  clearStack(actor.world, actor.userId);
  return tellClosed(actor, root, true);
}

async function tellClosed(actor: Actor, open: OpenView, isCleared: boolean): Promise<Interaction> {
  if (!open.view.notify_on_close) return { trouble: null };
  const delivered = await actor.link.deliver('interactive', viewClosed(actor.world, open, isCleared));
  return { trouble: troubleOf(delivered.outcome) };
}
