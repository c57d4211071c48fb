/** A pretended person: who, in which Slack, and what is in front of them. */
import type { BotLink } from './bot-link.ts';
import { listed, pick } from './form-fields.ts';
import { type OpenView, stackOf } from './views.ts';
import { waitFor } from './waiting.ts';
import type { World } from './world.ts';

/** `lookMs` is how long they look for something before they give up, in real milliseconds. */
export type Actor = { world: World; link: BotLink; userId: string; lookMs: number };

/** What the person sees when the bot does not answer; null when it does. */
export type Interaction = { trouble: 'operation_timeout' | 'dispatch_failed' | null };

/** `movedTo`: whoever asks for its bytes is sent there. */
export type Upload = { name: string; bytes: Uint8Array; movedTo?: string };

export function troubleOf(outcome: 'acked' | 'timeout' | 'failed'): Interaction['trouble'] {
  if (outcome === 'acked') return null;
  return outcome === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
}

export function topView(actor: Actor): OpenView | null {
  return stackOf(actor.world, actor.userId).at(-1) ?? null;
}

/** Something in the modal, looked for until it is there. */
export function findInModal<T extends { label: string }>(
  actor: Actor,
  label: string,
  list: (open: OpenView) => T[],
): Promise<{ open: OpenView; found: T }> {
  const look = () => {
    const open = topView(actor);
    const found = open && pick(list(open), label);
    return open && found ? { open, found } : null;
  };
  const explain = () => {
    const open = topView(actor);
    if (!open) return `no "${label}": no modal is open`;
    return `no single "${label}" in the modal "${open.view.title.text}"; there is ${listed(list(open))}`;
  };
  return waitFor(actor.world, look, { timeoutMs: actor.lookMs, explain });
}
