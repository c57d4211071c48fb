/** Template messages that were really sent: who got them, who was passed over without a word, and what was recalled. */
import type { Limit } from './limits.ts';
import type { Named } from './named.ts';

/**
 * One send that was carried out. `no` is its number in the log; `named` are the valid ones as written; `items` as people
 * see them, ids translated; `reached` and `dropped` are members.
 */
export type AppMessage = {
  no: number;
  at: number;
  msgid: string;
  suiteId: string;
  corpId: string;
  agentId: number;
  templateId: string;
  items: { key: string; value: string }[];
  opens: { url: string } | { appid: string; pagepath: string };
  named: Named;
  reached: string[];
  dropped: { userId: string; limit: Limit }[];
  recalledAt: number | null;
};

/** How often an addressee was named in what was sent; a company's department is a `party`, a school has its own. */
export type Addressed = { kind: 'member' | 'party' | 'tag' | 'ticket' | 'allMembers'; id: string; times: number };

function addresseesOf({ named, corpId }: AppMessage): Omit<Addressed, 'times'>[] {
  const all = (kind: Addressed['kind'], ids: string[]) => ids.map((id) => ({ kind, id }));
  return [
    ...all('allMembers', named.everyone ? [corpId] : []),
    ...all('member', named.members),
    ...all('party', named.departments),
    ...all('tag', named.tags),
    ...all('ticket', named.tickets),
  ];
}

export class MessageOutbox {
  #messages: AppMessage[] = [];

  add(message: AppMessage) {
    this.#messages.push(message);
  }

  all(): AppMessage[] {
    return this.#messages;
  }

  find(msgid: string): AppMessage | undefined {
    return this.#messages.find((message) => message.msgid === msgid);
  }

  clear() {
    this.#messages = [];
  }

  /** What a member has, recalled messages too, marked as such. Ids are compared without case. */
  inbox(userId: string): AppMessage[] {
    const wanted = userId.toLowerCase();
    return this.#messages.filter(({ reached }) => reached.some((id) => id.toLowerCase() === wanted));
  }

  /** By addressee as named in requests, each occurrence counted. */
  received(): Addressed[] {
    const counts = new Map<string, Addressed>();
    for (const { kind, id } of this.#messages.flatMap(addresseesOf)) {
      const key = `${kind}:${id.toLowerCase()}`;
      const known = counts.get(key);
      if (known) known.times++;
      else counts.set(key, { kind, id, times: 1 });
    }
    return [...counts.values()];
  }
}
