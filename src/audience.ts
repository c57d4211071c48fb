/**
 * Whom a message is for. Knows neither Slack nor WeCom.
 */

/** The kinds of addressee a school notice may name, in the order WeCom documents them. */
export const noticeKinds = ['externalUser', 'parent', 'student', 'department'] as const;

/** The kinds a template message may name. A ticket stands for the people somebody picked inside WeCom. */
export const templateKinds = ['member', 'department', 'tag', 'ticket'] as const;

export const recipientKinds = ['externalUser', 'parent', 'student', 'member', 'department', 'tag', 'ticket'] as const;
export type RecipientKind = (typeof recipientKinds)[number];

/** How many addressees of one kind fit into one request (WeCom: 1,000 people, 100 departments or tags, 10 tickets). */
export const maxPerCall: Record<RecipientKind, number> = {
  externalUser: 1000,
  parent: 1000,
  student: 1000,
  member: 1000,
  department: 100,
  tag: 100,
  ticket: 10,
};

/** WeCom: "1 to 64 bytes"; userids are compared without case. */
export const maxIdBytes = 64;

/** Ids are ASCII in every documented kind, so characters are bytes. */
const idPattern = /^[A-Za-z0-9_.@-]+$/;

export type IdFault = 'tooLong' | 'badCharacters';

/** The one rule for ids, for boxes and for list files. */
export function idFault(id: string): IdFault | null {
  if (!idPattern.test(id)) return 'badCharacters';
  return id.length > maxIdBytes ? 'tooLong' : null;
}

/** A mobile number of mainland China. People paste these for ids, and a number belongs in no channel. */
export const phoneLength = 11;
const phonePattern = /^1[3-9]\d{9}$/;

export function looksLikePhone(id: string): boolean {
  return phonePattern.test(id);
}

/** WeCom answers userids in lower case; two spellings that differ in case are one person. */
export function sameId(id: string): string {
  return id.toLowerCase();
}

/**
 * Addressees of one kind, column-wise so that a million of them stay small.
 * `ids` are spelt as the sender wrote them; `lines[i]` is the 1-based source line of `ids[i]`, 0 where there is none.
 */
export type RecipientList = { kind: RecipientKind; ids: string[]; lines: number[] };

/** The whole school, or all members (`@all`), is one addressee: WeCom never tells how many people that is. */
export type Everyone = 'wholeSchool' | 'allMembers';

export type Audience = { type: 'lists'; lists: RecipientList[] } | { type: Everyone };

/** What the list reader did to what was typed or uploaded; `ids - repeated - malformed = willSend`. */
export type ListArithmetic = {
  lines: number;
  /** Of these lines, the header row and the titles above it; absent where there is none. */
  headings?: number;
  blank: number;
  ids: number;
  repeated: number;
  malformed: number;
  willSend: number;
};

export type MalformedId = { line: number; text: string; fault: IdFault };

/** Sum of two arithmetics, for a form with several boxes. */
export function addArithmetic(a: ListArithmetic, b: ListArithmetic): ListArithmetic {
  const headings = (a.headings ?? 0) + (b.headings ?? 0);
  return {
    lines: a.lines + b.lines,
    ...(headings > 0 && { headings }),
    blank: a.blank + b.blank,
    ids: a.ids + b.ids,
    repeated: a.repeated + b.repeated,
    malformed: a.malformed + b.malformed,
    willSend: a.willSend + b.willSend,
  };
}

/** Number of addressees: ids, or 1 for everyone. */
export function audienceSize(audience: Audience): number {
  switch (audience.type) {
    case 'wholeSchool':
    case 'allMembers':
      return 1;
    case 'lists':
      return audience.lists.reduce((sum, list) => sum + list.ids.length, 0);
  }
}
