/**
 * Whom a message is for. Knows neither Slack nor WeCom.
 */

/** The kinds of addressee a school notice may name, in the order WeCom documents them. */
export const recipientKinds = ['externalUser', 'parent', 'student', 'department'] as const;
export type RecipientKind = (typeof recipientKinds)[number];

/** How many addressees of one kind fit into one request (WeCom: 1,000 people, 100 departments). */
export const maxPerCall: Record<RecipientKind, number> = {
  externalUser: 1000,
  parent: 1000,
  student: 1000,
  department: 100,
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

/** WeCom answers userids in lower case; two spellings that differ in case are one person. */
export function sameId(id: string): string {
  return id.toLowerCase();
}

/**
 * Addressees of one kind, column-wise so that a million of them stay small.
 * `ids` are spelt as the sender wrote them; `lines[i]` is the 1-based source line of `ids[i]`, 0 where there is none.
 */
export type RecipientList = { kind: RecipientKind; ids: string[]; lines: number[] };

/** The whole school is one addressee: WeCom never tells how many people that is. */
export type Audience = { type: 'lists'; lists: RecipientList[] } | { type: 'wholeSchool' };

/** What the list reader did to what was typed or uploaded; `ids - repeated - malformed = willSend`. */
export type ListArithmetic = {
  lines: number;
  blank: number;
  ids: number;
  repeated: number;
  malformed: number;
  willSend: number;
};

export type MalformedId = { line: number; text: string; fault: IdFault };

/** Sum of two arithmetics, for a form with several boxes. */
export function addArithmetic(a: ListArithmetic, b: ListArithmetic): ListArithmetic {
  return {
    lines: a.lines + b.lines,
    blank: a.blank + b.blank,
    ids: a.ids + b.ids,
    repeated: a.repeated + b.repeated,
    malformed: a.malformed + b.malformed,
    willSend: a.willSend + b.willSend,
  };
}

/** Number of addressees: ids, or 1 for the whole school. */
export function audienceSize(audience: Audience): number {
  switch (audience.type) {
    case 'wholeSchool':
      return 1;
    case 'lists':
      return audience.lists.reduce((sum, list) => sum + list.ids.length, 0);
  }
}
