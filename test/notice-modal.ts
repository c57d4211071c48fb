/** The modal in front of one person: what it shows and what is entered, as Slack's client keeps them. */
import type { types } from '@slack/bolt';

type Entry = Record<string, unknown>;
type Block = types.KnownBlock;
export type ViewAnswer = { response_action: string; view?: types.View; errors?: Record<string, string> } | undefined;
/** `errors` by label. */
export type Answer = { type: 'closed' } | { type: 'errors'; errors: Record<string, string> } | { type: 'shown' };

export class Modal {
  view: types.ModalView | null = null;
  hash = 1;
  entries = new Map<string, Entry>();

  blocks(): Block[] {
    return (this.view?.blocks ?? []) as Block[];
  }

  inputs(): types.InputBlock[] {
    return this.blocks().filter((block) => block.type === 'input');
  }

  field(label: string): { id: string; block: types.InputBlock; element: types.InputBlock['element'] } {
    const block = this.inputs().find((each) => each.label.text === label);
    if (!block) throw new Error(`no field "${label}" among ${this.labels().join(' | ')}`);
    return { id: block.block_id ?? '', block, element: block.element };
  }

  labels(): string[] {
    return this.inputs().map((block) => block.label.text);
  }

  /** Under the same ids, what was entered stays; everything else starts from its initial value. */
  show(view: types.View): void {
    const kept = this.entries;
    this.view = view as types.ModalView;
    this.hash++;
    this.entries = new Map(
      this.inputs().map(({ block_id = '', element }) => [block_id, kept.get(block_id) ?? initialEntry(element)]),
    );
  }

  enter(label: string, entry: Entry): Entry {
    const { id } = this.field(label);
    const entered = { ...this.entries.get(id), ...entry };
    this.entries.set(id, entered);
    return entered;
  }

  state(): Record<string, Record<string, Entry>> {
    return Object.fromEntries([...this.entries].map(([block, entry]) => [block, { value: entry }]));
  }

  apply(answer: ViewAnswer): Answer {
    if (answer === undefined || answer.response_action === 'clear') {
      this.view = null;
      return { type: 'closed' };
    }
    if (answer.view) this.show(answer.view);
    return answer.errors ? { type: 'errors', errors: this.byLabel(answer.errors) } : { type: 'shown' };
  }

  /** Slack refuses errors for what is no input on the screen. */
  byLabel(errors: Record<string, string>): Record<string, string> {
    const named = Object.entries(errors).map(([id, text]) => {
      const block = this.inputs().find((each) => each.block_id === id);
      if (!block) throw new Error(`error for "${id}", which is no input on the screen`);
      return [block.label.text, text] as const;
    });
    return Object.fromEntries(named);
  }

  button(label: string): types.Button {
    const elements = this.blocks().flatMap((block) => (block.type === 'actions' ? block.elements : []));
    const found = elements.find((each) => each.type === 'button' && each.text.text === label);
    if (found?.type !== 'button') throw new Error(`no button "${label}"`);
    return found;
  }

  /** Every text on the screen, in order. */
  text(): string {
    return textsOf(this.view).join('\n');
  }
}

function initialEntry(element: types.InputBlock['element']): Entry {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
      return { type, value: element.initial_value ?? null };
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: element.initial_option ?? null };
    case 'checkboxes':
      return { type, selected_options: element.initial_options ?? [] };
    default:
      return { type, files: [] };
  }
}

function textsOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsOf);
  if (typeof part !== 'object' || part === null) return [];
  if ('text' in part && typeof part.text === 'string') return [part.text];
  return Object.values(part).flatMap(textsOf);
}
