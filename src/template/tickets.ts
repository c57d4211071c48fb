/**
 * Tickets (selected_ticket) as they are pasted, one a line. They are opaque: no ids, and told apart by case.
 */
import type { ListArithmetic, RecipientList } from '../audience.ts';
import { byteLength, templateLimits } from '../message.ts';
import type { Words } from '../words/zh.ts';

/** WeCom names no limit; theirs are far shorter. */
const ticketMaxBytes = 512;

export type Tickets = { list: RecipientList; arithmetic: ListArithmetic };

/** What is there, whether or not it is right. */
export function readTickets(text: string): Tickets {
  const lines = text.split('\n').map((line) => line.trim());
  const first = new Map<string, number>();
  lines.forEach((ticket, i) => {
    if (ticket !== '' && !first.has(ticket)) first.set(ticket, i + 1);
  });
  const written = lines.filter((line) => line !== '').length;
  const arithmetic = {
    lines: lines.length,
    blank: lines.length - written,
    ids: written,
    repeated: written - first.size,
    malformed: 0,
    willSend: first.size,
  };
  return { list: { kind: 'ticket', ids: [...first.keys()], lines: [...first.values()] }, arithmetic };
}

export function ticketFault(text: string, words: Words): string | null {
  const say = words.forms.template.compose;
  const { ids, lines } = readTickets(text).list;
  for (const [i, ticket] of ids.entries()) {
    const line = lines[i] ?? 0;
    if (/[\s\p{C}]/u.test(ticket)) return say.ticketBroken(line);
    const bytes = byteLength(ticket);
    if (bytes > ticketMaxBytes) return say.ticketTooLong(line, bytes, ticketMaxBytes);
  }
  const { maxTickets } = templateLimits;
  return ids.length > maxTickets ? say.ticketsTooMany(ids.length, maxTickets) : null;
}
