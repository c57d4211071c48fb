/** A school and its families (家校通讯录). Everything here is made up; the same size always gives the same ids. */
import { createHash } from 'node:crypto';

/** What a school notice may name: an id of one of these kinds. */
export type FamilyKind = 'externalUser' | 'parent' | 'student' | 'department';

/** `type`: 1 class, 2 grade, 3 section, 4 campus, 5 school. Ids are WeCom's integers, kept as strings. */
export type Department = { id: string; name: string; parentId: string; type: 1 | 2 | 3 | 4 | 5 };

/** `isSubscribed`: follows 「学校通知」. Only followers have an external user id. */
export type Parent = { parentId: string; relation: string; isSubscribed: boolean; externalUserId: string | null };
export type Student = { studentId: string; name: string; departments: string[]; parents: Parent[] };
export type School = { name: string; departments: Department[]; students: Student[] };

const gradeNames = ['一年级', '二年级', '三年级', '四年级', '五年级', '六年级'];
const studentsPerClass = 40;

/** External user ids look like this: `wm` and 30 letters, digits, `-` or `_`, where case is part of the id. */
function externalUserId(seed: string): string {
  return `wm${createHash('sha256').update(seed).digest('base64url').slice(0, 30)}`;
}

function makeParent(studentId: string, ordinal: number, index: number): Parent {
  const parentId = `${studentId}_Parent${ordinal}`;
  const isSubscribed = index % 10 !== 9;
  const relation = ordinal === 1 ? '妈妈' : '爸爸';
  return { parentId, relation, isSubscribed, externalUserId: isSubscribed ? externalUserId(parentId) : null };
}

/** Every fifth student has one parent, the others two; every twenty-fifth is the sibling of the one before. */
function makeStudents(parents: number): Student[] {
  const students: Student[] = [];
  let made = 0;
  while (made < parents) {
    const index = students.length;
    const studentId = `Stu2026${String(index + 1).padStart(5, '0')}`;
    const sibling = index % 25 === 24 ? students.at(-1) : undefined;
    const wanted = Math.min(index % 5 === 0 ? 1 : 2, parents - made);
    const first = made;
    const own = sibling ? [] : Array.from({ length: wanted }, (_, i) => makeParent(studentId, i + 1, first + i));
    made += own.length;
    students.push({ studentId, name: `学生${index + 1}`, departments: [], parents: sibling?.parents ?? own });
  }
  return students;
}

function makeClasses(count: number): Department[] {
  return Array.from({ length: count }, (_, i) => {
    const grade = i % gradeNames.length;
    const ordinal = Math.floor(i / gradeNames.length) + 1;
    return { id: `${100 + i}`, name: `${gradeNames[grade]}（${ordinal}）班`, parentId: `${11 + grade}`, type: 1 };
  });
}

/** 晨光学校 with exactly this many parents: six grades, at least one class each. Nine parents in ten follow. */
export function makeSchool(options: { parents: number }): School {
  const name = '晨光学校';
  const students = makeStudents(options.parents);
  const classes = makeClasses(Math.max(gradeNames.length, Math.ceil(students.length / studentsPerClass)));
  for (const [index, student] of students.entries()) {
    const own = classes[index % classes.length];
    if (own) student.departments.push(own.id);
  }
  const root: Department = { id: '1', name, parentId: '0', type: 5 };
  const section: Department = { id: '2', name: '小学部', parentId: '1', type: 3 };
  const grades = gradeNames.map((grade, i): Department => ({ id: `${11 + i}`, name: grade, parentId: '2', type: 2 }));
  return { name, departments: [root, section, ...grades, ...classes], students };
}

/** One human being the school knows, and everything that reaches them. Ids are lower case: WeCom compares so. */
export type Person = { type: 'parent' | 'student'; follows: boolean; ids: Record<FamilyKind, Set<string>> };

function noIds(): Record<FamilyKind, Set<string>> {
  return { externalUser: new Set(), parent: new Set(), student: new Set(), department: new Set() };
}

/** The school, searchable by any id of a person or department, whatever its case. */
export class Directory {
  readonly #departments: Map<string, Department>;
  readonly #people = {
    externalUser: new Map<string, Person>(),
    parent: new Map<string, Person>(),
    student: new Map<string, Person>(),
  };

  constructor(school: School) {
    this.#departments = new Map(school.departments.map((department) => [department.id.toLowerCase(), department]));
    for (const student of school.students) this.#addFamily(student);
  }

  knows(kind: FamilyKind, id: string): boolean {
    return (kind === 'department' ? this.#departments : this.#people[kind]).has(id.toLowerCase());
  }

  /** False only for a parent known not to follow 「学校通知」. */
  follows(kind: FamilyKind, id: string): boolean {
    return kind !== 'parent' || this.#people.parent.get(id.toLowerCase())?.follows !== false;
  }

  /** The person behind a parent, external user or student id. */
  find(id: string): Person | null {
    const key = id.toLowerCase();
    const { parent, externalUser, student } = this.#people;
    return parent.get(key) ?? externalUser.get(key) ?? student.get(key) ?? null;
  }

  #addFamily(student: Student) {
    const id = student.studentId.toLowerCase();
    const child: Person = { type: 'student', follows: true, ids: noIds() };
    this.#people.student.set(id, child);
    const departments = student.departments.flatMap((department) => this.#lineage(department.toLowerCase()));
    for (const person of [child, ...student.parents.map((parent) => this.#personOf(parent))]) {
      person.ids.student.add(id);
      for (const department of departments) person.ids.department.add(department);
    }
  }

  /** A parent of two students is one person. */
  #personOf(parent: Parent): Person {
    const id = parent.parentId.toLowerCase();
    const known = this.#people.parent.get(id);
    if (known) return known;
    const person: Person = { type: 'parent', follows: parent.isSubscribed, ids: noIds() };
    person.ids.parent.add(id);
    this.#people.parent.set(id, person);
    const externalUserId = parent.externalUserId?.toLowerCase();
    if (externalUserId === undefined) return person;
    person.ids.externalUser.add(externalUserId);
    this.#people.externalUser.set(externalUserId, person);
    return person;
  }

  /** The department and all above it. */
  #lineage(id: string): string[] {
    const department = this.#departments.get(id);
    return department ? [id, ...this.#lineage(department.parentId.toLowerCase())] : [];
  }
}
