/** Who may do what. Whoever is not named may not; a question that cannot be answered is answered with no. */
import type { Roster } from './config.ts';

type Permit =
  | { type: 'allowed' }
  /** `groupsUnknown`: Slack did not say who is in a user group, so the person may be meant all the same. */
  | { type: 'refused'; reason: 'notListed' | 'groupsUnknown' };

export type GroupAnswer = { type: 'members'; users: string[] } | { type: 'unknown' };

export type Refusal = { user: string; right: 'send' | 'administer'; reason: 'notListed' | 'groupsUnknown' };

export type Access = {
  /** Named in SENDERS. Admins may not send unless they are named there too: an empty SENDERS means nobody. */
  maySend(user: string): Promise<Permit>;
  /** Named in ADMINS. */
  mayAdminister(user: string): Promise<Permit>;
  /** The same as a plain yes or no, for deciding what to show: a no is not a refusal and not in the audit. */
  isAdmin(user: string): Promise<boolean>;
};

export function openAccess(options: {
  senders: Roster;
  admins: Roster;
  groupMembers(group: string): Promise<GroupAnswer>;
  /** For the audit; a refusal stands even when this fails. */
  refused?(refusal: Refusal): void;
}): Access {
  const { senders, admins, groupMembers, refused } = options;
  const decide = async (user: string, right: Refusal['right'], roster: Roster): Promise<Permit> => {
    const permit = await permitOf(user, roster, groupMembers);
    if (permit.type === 'refused') refused?.({ user, right, reason: permit.reason });
    return permit;
  };
  return {
    maySend: (user) => decide(user, 'send', senders),
    mayAdminister: (user) => decide(user, 'administer', admins),
    isAdmin: async (user) => (await permitOf(user, admins, groupMembers)).type === 'allowed',
  };
}

async function permitOf(
  user: string,
  roster: Roster,
  groupMembers: (group: string) => Promise<GroupAnswer>,
): Promise<Permit> {
  if (roster.users.includes(user)) return { type: 'allowed' };
  const answers = await Promise.all(roster.groups.map((group) => groupMembers(group)));
  const inAGroup = answers.some((answer) => answer.type === 'members' && answer.users.includes(user));
  if (inAGroup) return { type: 'allowed' };
  const allKnown = answers.every((answer) => answer.type === 'members');
  return { type: 'refused', reason: allKnown ? 'notListed' : 'groupsUnknown' };
}
