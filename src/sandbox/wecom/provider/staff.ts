/** Who works at a company, searchable by any id whatever its case, and what of it an app may see. */
import type { Company, Member, Scope } from './options.ts';

export class Staff {
  readonly company: Company;
  readonly #members: Map<string, Member>;

  constructor(company: Company) {
    this.company = company;
    this.#members = new Map(company.members.map((member) => [member.userId.toLowerCase(), member]));
  }

  member(id: string): Member | null {
    return this.#members.get(id.toLowerCase()) ?? null;
  }

  /** With those in the departments below. */
  inDepartment(id: string): Member[] {
    return this.company.members.filter((member) => member.departments.some((own) => this.#lineage(own).includes(id)));
  }

  inTag(id: string): Member[] {
    const members = this.company.tags.find((tag) => tag.id === id)?.members ?? [];
    return members.flatMap((member) => this.member(member) ?? []);
  }

  visible(scope: Scope): Set<Member> {
    return new Set([
      ...scope.members.flatMap((id) => this.member(id) ?? []),
      ...scope.departments.flatMap((id) => this.inDepartment(id)),
      ...scope.tags.flatMap((id) => this.inTag(id)),
    ]);
  }

  seesDepartment(scope: Scope, id: string): boolean {
    return this.#lineage(id).some((department) => scope.departments.includes(department));
  }

  /** The department and all above it; nothing where there is no such department. */
  #lineage(id: string): string[] {
    const department = this.company.departments.find((candidate) => candidate.id === id);
    return department ? [id, ...this.#lineage(department.parentId)] : [];
  }
}
