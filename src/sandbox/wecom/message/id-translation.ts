/** id转译: `$userName=ID$` and its like become names where the app may see them; all else stays as it was typed. */
import type { Authorisation } from '../provider/authorisations.ts';

const pattern = /\$(userName|userAlias|userAliasOrName|departmentName)=([^$]+)\$/g;

function nameOf(kind: string, id: string, app: Authorisation): string | undefined {
  if (kind === 'departmentName') {
    const isSeen = app.staff.seesDepartment(app.scope, id);
    return isSeen ? app.staff.company.departments.find((department) => department.id === id)?.name : undefined;
  }
  const member = app.staff.member(id);
  if (!member || !app.staff.visible(app.scope).has(member)) return undefined;
  if (kind === 'userName') return member.name;
  return kind === 'userAlias' ? member.alias : (member.alias ?? member.name);
}

export function translateIds(text: string, app: Authorisation): string {
  return text.replace(pattern, (typed, kind: string, id: string) => nameOf(kind, id, app) ?? typed);
}
