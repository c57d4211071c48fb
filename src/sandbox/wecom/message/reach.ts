/** Who is really meant by what a message names, and what of it the app may not see. */
import type { Authorisation } from '../provider/authorisations.ts';
import type { Member } from '../provider/options.ts';
import type { Named } from './named.ts';
import type { Picked } from './selected-tickets.ts';

/** `members`: whom it reaches, each once. The lists of ids are as written; `valid` has nobody without a licence. */
export type Reach = {
  members: Member[];
  valid: Named;
  invalid: Pick<Named, 'members' | 'departments' | 'tags'>;
  unlicensed: string[];
};

/** `isOpen`: an id nobody knows is a member, a department or a tag too. `isInvalid`: whatever the company says. */
export type Rules = {
  isOpen: boolean;
  isInvalid: (id: string) => boolean;
  unlicensed: 'named' | 'meant';
};

type Sight = { app: Authorisation; members: Set<Member>; rules: Rules };

/** Null: unknown, or the app may not see it. */
function memberOf(id: string, { app, members, rules }: Sight): Member | null {
  if (rules.isInvalid(id)) return null;
  const known = app.staff.member(id);
  if (!known) return rules.isOpen ? { userId: id, name: id, departments: [], licensed: true } : null;
  return members.has(known) ? known : null;
}

function seesDepartment(id: string, { app, rules }: Sight): boolean {
  return !rules.isInvalid(id) && (rules.isOpen || app.staff.seesDepartment(app.scope, id));
}

function seesTag(id: string, { app, rules }: Sight): boolean {
  return !rules.isInvalid(id) && (rules.isOpen || app.scope.tags.includes(id));
}

/** Never the one who picked. What an administrator authorised reaches nobody outside its range. */
function behindTickets(picked: Picked[], onlyUnauth: boolean, { app, members }: Sight): Member[] {
  return picked
    .flatMap(({ operator, members: ids }) => ids.filter((id) => id.toLowerCase() !== operator.toLowerCase()))
    .flatMap((id) => app.staff.member(id) ?? [])
    .filter((member) => (members.has(member) ? !onlyUnauth : app.mode === 'member'));
}

/** Through departments, tags and @all: only those the app may see. */
function meantBy({ everyone, departments, tags }: Named, { app, members }: Sight): Member[] {
  const inLists = [
    ...departments.flatMap((id) => app.staff.inDepartment(id)),
    ...tags.flatMap((id) => app.staff.inTag(id)),
  ];
  return everyone ? [...members] : inLists.filter((member) => members.has(member));
}

function unique(members: Member[]): Member[] {
  return [...new Map(members.map((member) => [member.userId.toLowerCase(), member])).values()];
}

function part(ids: string[], isValid: (id: string) => boolean): [valid: string[], invalid: string[]] {
  return [ids.filter(isValid), ids.filter((id) => !isValid(id))];
}

export function reachOf(named: Named, picked: Picked[], { app, rules }: { app: Authorisation; rules: Rules }): Reach {
  const sight: Sight = { app, members: app.staff.visible(app.scope), rules };
  const people = named.members.map((id) => ({ id, member: memberOf(id, sight) }));
  const [departments, noDepartments] = part(named.departments, (id) => seesDepartment(id, sight));
  const [tags, noTags] = part(named.tags, (id) => seesTag(id, sight));
  const strangers = people.filter(({ member }) => member === null).map(({ id }) => id);
  const direct = people.flatMap(({ member }) => member ?? []);
  const meant = meantBy({ ...named, departments, tags }, sight);
  const licensed = [...direct, ...meant].filter((member) => member.licensed);
  const told = rules.unlicensed === 'named' ? direct : [...direct, ...meant];
  return {
    members: unique([...licensed, ...behindTickets(picked, named.onlyUnauth, sight)]),
    valid: {
      ...named,
      members: people.filter(({ member }) => member?.licensed).map(({ id }) => id),
      departments,
      tags,
    },
    invalid: { members: strangers, departments: noDepartments, tags: noTags },
    unlicensed: unique(told.filter((member) => !member.licensed)).map(({ userId }) => userId),
  };
}
