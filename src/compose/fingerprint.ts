import { createHash } from 'node:crypto';
import { type Audience, type RecipientList, sameId } from '../audience.ts';
import type { Message } from '../message.ts';
import { slicesOf } from './slices.ts';

/**
 * sha256 (hex) of what is sent, by which app, to whom. Equal for the same message to the same list, however ids are
 * cased and wherever blank lines stood; a list in another order is another list. Messages are built with their
 * properties in one order, so equal ones have equal JSON.
 */
export async function fingerprintOf(appId: string, message: Message, audience: Audience): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([appId, message]));
  if (audience.type !== 'lists') return hash.update(`\n${audience.type}`).digest('hex');
  for await (const slice of slicesOf(audience.lists)) hash.update(`\n${slice.kind}:\n${spelt(slice)}`);
  return hash.digest('hex');
}

/** Tickets are no ids: they differ by case. */
function spelt({ kind, ids }: RecipientList): string {
  const text = ids.join('\n');
  return kind === 'ticket' ? text : sameId(text);
}
