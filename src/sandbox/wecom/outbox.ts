/** What was really sent, and so what each family would have received: the place where a duplicate shows. */
import { kinds, type Recipients, type Scope } from './addressees.ts';
import type { Card } from './card.ts';
import type { Directory, FamilyKind, Person } from './school.ts';

/** One send that was carried out. `no` is its number in the log; `recipients` are the valid ones as written. */
export type Sent = {
  no: number;
  at: number;
  corpId: string;
  agentId: number;
  card: Card;
  scope: Scope;
  wholeSchool: boolean;
  recipients: Recipients;
};

/** How often an addressee was named in what was sent. More than once: somebody got a duplicate. */
export type Received = { kind: FamilyKind | 'school'; id: string; times: number };

/** A notice in somebody's WeChat. */
export type InboxItem = Card & { no: number; at: number; corpId: string; agentId: number };

function names(sent: Sent, kind: FamilyKind, ids: Set<string>): boolean {
  return ids.size > 0 && sent.recipients[kind].some((id) => ids.has(id.toLowerCase()));
}

function reachesPerson(sent: Sent, person: Person): boolean {
  if (!person.follows) return false;
  const meant = person.type === 'parent' ? sent.scope !== 1 : sent.scope !== 0;
  return meant && (sent.wholeSchool || kinds.some((kind) => names(sent, kind, person.ids[kind])));
}

function tally(counts: Map<string, Received>, kind: Received['kind'], id: string) {
  const key = `${kind}:${id.toLowerCase()}`;
  const known = counts.get(key);
  if (known) known.times++;
  else counts.set(key, { kind, id, times: 1 });
}

export class Outbox {
  readonly #directory: Directory;
  #sends: Sent[] = [];

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  add(sent: Sent) {
    this.#sends.push(sent);
  }

  all(): Sent[] {
    return this.#sends;
  }

  clear() {
    this.#sends = [];
  }

  /** By addressee as named in requests, each occurrence counted; ids are compared without case. */
  received(): Received[] {
    const counts = new Map<string, Received>();
    for (const sent of this.#sends) {
      if (sent.wholeSchool) tally(counts, 'school', sent.corpId);
      for (const kind of kinds) for (const id of sent.recipients[kind]) tally(counts, kind, id);
    }
    return [...counts.values()];
  }

  /** By person (any of their ids): through themselves, their children, departments or the whole school, once a send. */
  inbox(id: string): InboxItem[] {
    return this.#sends
      .filter((sent) => this.#reaches(sent, id))
      .map(({ no, at, corpId, agentId, card }) => ({ no, at, corpId, agentId, ...card }));
  }

  #reaches(sent: Sent, id: string): boolean {
    const person = this.#directory.find(id);
    if (person) return reachesPerson(sent, person);
    return kinds.some((kind) => names(sent, kind, new Set([id.toLowerCase()])));
  }
}
