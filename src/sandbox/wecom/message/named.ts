/** Whom a message names: the fields of the request, checked as WeCom documents them. */
import { type Outcome, refuse } from '../answers.ts';
import type { Mode } from '../provider/options.ts';

/** `onlyUnauth`: only those behind the tickets who have not authorised the app. */
export type Named = {
  everyone: boolean;
  members: string[];
  departments: string[];
  tags: string[];
  tickets: string[];
  onlyUnauth: boolean;
};

const maxTickets = 10;
const everyone = '@all';

export const namedFields = ['touser', 'toparty', 'totag', 'selected_ticket_list', 'only_unauth'];

type Body = Record<string, unknown>;

/** Source: the request table (1,000 members, 100 departments, 100 tags) and the error table. */
const lists = [
  { kind: 'members', field: 'touser', max: 1000, tooMany: 40032 },
  { kind: 'departments', field: 'toparty', max: 100, tooMany: 82002 },
  { kind: 'tags', field: 'totag', max: 100, tooMany: 82003 },
] as const;

/** WeCom's own example has spaces around the bar. */
function split(text: string): string[] {
  return text
    .split('|')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

function readList(value: unknown, list: (typeof lists)[number]): string[] | Outcome {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'string') return refuse(40058, `${list.field} should be a string`);
  const ids = split(value);
  return ids.length > list.max ? refuse(list.tooMany, `${list.field} has ${ids.length}`) : ids;
}

function readTickets(body: Body): string[] | Outcome {
  const { selected_ticket_list: tickets, only_unauth: onlyUnauth } = body;
  if (onlyUnauth !== undefined && typeof onlyUnauth !== 'boolean') return refuse(40058, 'only_unauth');
  if (tickets === undefined || tickets === null) return [];
  if (!Array.isArray(tickets) || tickets.some((ticket) => typeof ticket !== 'string')) {
    return refuse(40058, 'selected_ticket_list should be an array of strings');
  }
  if (tickets.length > maxTickets) return refuse(60215, `selected_ticket_list has ${tickets.length}`);
  return tickets.includes('') ? refuse(60211) : tickets;
}

const nobody: Named = { everyone: false, members: [], departments: [], tags: [], tickets: [], onlyUnauth: false };

/** Documented: @all makes departments and tags ignored, and so they are not even counted. */
function readLists(body: Body, mode: Mode): Named | Outcome {
  const isEveryone = typeof body.touser === 'string' && body.touser.trim() === everyone;
  if (isEveryone) return mode === 'member' ? refuse(60208) : { ...nobody, everyone: true };
  const named = { ...nobody };
  for (const list of lists) {
    const ids = readList(body[list.field], list);
    if ('errcode' in ids) return ids;
    if (ids.length > 0 && list.kind !== 'members' && mode === 'member') return refuse(60208);
    named[list.kind] = ids;
  }
  return named;
}

/** Whom this request is for, or why it is refused. Nobody at all is 82001. */
export function readNamed(body: Body, mode: Mode): Named | Outcome {
  const tickets = readTickets(body);
  if ('errcode' in tickets) return tickets;
  // Documented: works only with tickets, and then makes all other recipients ignored.
  if (body.only_unauth === true && tickets.length > 0) return { ...nobody, tickets, onlyUnauth: true };
  const named = readLists(body, mode);
  if ('errcode' in named) return named;
  const { members, departments, tags } = named;
  const isNobody = !named.everyone && [members, departments, tags, tickets].every((list) => list.length === 0);
  return isNobody ? refuse(82001) : { ...named, tickets };
}
