/** What every message on the wire has in common: JSON as WeCom takes it, and lists of ids as it takes and gives them. */
import { z } from 'zod';
import type { RecipientKind, RecipientList } from '../audience.ts';
import type { HttpCall } from './exchange.ts';

const encoder = new TextEncoder();

/** The same object gives the same bytes: JSON keeps the order in which the fields were written. */
export function jsonBytes(request: object): Uint8Array {
  return encoder.encode(JSON.stringify(request));
}

export function postJson(path: string, body: Uint8Array): HttpCall {
  return { method: 'POST', path, body, contentType: 'application/json' };
}

/**
 * WeCom refuses \uXXXX in JSON (40033), which JSON needs for control characters and halves of surrogate pairs.
 * Nobody can see either, so they are left out or replaced.
 */
export function plain(text: string): string {
  // the control characters, but for those JSON has a short escape for and those it takes as they are
  return text.toWellFormed().replace(/[^\P{Cc}\b\t\n\f\r\x7f-\x9f]/gu, '');
}

/**
 * The ids of each of these kinds. Nobody at all is a bug, since WeCom would refuse it for every batch, and so is
 * another kind, since it would silently be left out.
 */
export function idsByKind(
  recipients: RecipientList[],
  kinds: readonly RecipientKind[],
): (kind: RecipientKind) => string[] {
  const lists = recipients.filter((list) => list.ids.length > 0);
  const stranger = lists.find((list) => !kinds.includes(list.kind));
  if (stranger) throw new Error(`such a request cannot name a ${stranger.kind}`);
  if (lists.length === 0) throw new Error('a request needs recipients');
  return (kind) => lists.flatMap((list) => (list.kind === kind ? list.ids : []));
}

const idSchema = z.union([z.string(), z.number().transform(String)]);

/** Arrays on some calls and texts joined by "|" on others; seen as numbers, as null, and missing. */
export const idsSchema = z
  .union([z.array(idSchema), idSchema.transform(splitIds)])
  .nullish()
  .transform((ids) => ids ?? []);

/** WeCom's own sample has blanks around the bar. */
function splitIds(joined: string): string[] {
  return joined
    .split('|')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
