/** Whom a send names: the four lists of the request, checked as WeCom documents them. */

import { type Outcome, refuse } from './answers.ts';
import type { FamilyKind } from './school.ts';

export type Recipients = Record<FamilyKind, string[]>;

/** 0 parents, 1 students, 2 both. */
export type Scope = 0 | 1 | 2;
export type Addressees = { scope: Scope; wholeSchool: boolean; recipients: Recipients };

/** Source: the request table (1,000 people, 100 departments) and the error table (40032, 82002 for longer lists). */
const lists: { kind: FamilyKind; field: string; invalidField: string; max: number; tooMany: number }[] = [
  { kind: 'externalUser', field: 'to_external_user', invalidField: 'invalid_external_user', max: 1000, tooMany: 40032 },
  { kind: 'parent', field: 'to_parent_userid', invalidField: 'invalid_parent_userid', max: 1000, tooMany: 40032 },
  { kind: 'student', field: 'to_student_userid', invalidField: 'invalid_student_userid', max: 1000, tooMany: 40032 },
  { kind: 'department', field: 'to_party', invalidField: 'invalid_party', max: 100, tooMany: 82002 },
];

const maxIdBytes = 64;

function nobody(): Recipients {
  return { externalUser: [], parent: [], student: [], department: [] };
}

/** Departments are shown as strings and sent as numbers by some; both are read, and answered as strings. */
function readIds(value: unknown, kind: FamilyKind): string[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const ids: string[] = [];
  for (const id of value) {
    if (typeof id === 'string') ids.push(id);
    else if (kind === 'department' && Number.isInteger(id)) ids.push(String(id));
    else return null;
  }
  return ids;
}

function listFault(ids: string[] | null, list: (typeof lists)[number]): Outcome | null {
  if (ids === null) return refuse(40058, `${list.field} should be an array of strings`);
  if (ids.length > list.max) return refuse(list.tooMany, `${list.field} has ${ids.length}`);
  if (ids.some((id) => Buffer.byteLength(id) > maxIdBytes))
    return refuse(40058, `${list.field} has an id over 64 bytes`);
  return null;
}

function readLists(body: Record<string, unknown>): Recipients | Outcome {
  const recipients = nobody();
  for (const list of lists) {
    const ids = readIds(body[list.field], list.kind);
    const fault = listFault(ids, list);
    if (fault) return fault;
    recipients[list.kind] = ids ?? [];
  }
  return recipients;
}

/** A flag of the request: absent means 0. Null when it is none of `allowed`. */
export function readFlag(value: unknown, allowed: number[]): number | null {
  if (value === undefined) return 0;
  return typeof value === 'number' && allowed.includes(value) ? value : null;
}

function isScope(value: number | null): value is Scope {
  return value === 0 || value === 1 || value === 2;
}

/** Whom this request is for, or why it is refused. Nobody at all is 82001. */
export function readAddressees(body: Record<string, unknown>): Addressees | Outcome {
  const scope = readFlag(body.recv_scope, [0, 1, 2]);
  if (!isScope(scope)) return refuse(40058, 'recv_scope');
  const toall = readFlag(body.toall, [0, 1]);
  if (toall === null) return refuse(40058, 'toall');
  const recipients = readLists(body);
  if ('errcode' in recipients) return recipients;
  // Documented: lists of parents are ignored when only students are meant.
  const named = scope === 1 ? { ...recipients, parent: [], externalUser: [] } : recipients;
  if (toall === 0 && lists.every((list) => named[list.kind].length === 0)) return refuse(82001);
  // Whether toall makes the lists ignored is not documented; here it does.
  return toall === 1
    ? { scope, wholeSchool: true, recipients: nobody() }
    : { scope, wholeSchool: false, recipients: named };
}

/** Parts the named into those the school knows and those it does not. */
export function sift(named: Recipients, isValid: (kind: FamilyKind, id: string) => boolean) {
  const valid = nobody();
  const invalid = nobody();
  for (const { kind } of lists) {
    for (const id of named[kind]) (isValid(kind, id) ? valid : invalid)[kind].push(id);
  }
  return { valid, invalid };
}

export function count(recipients: Recipients): number {
  return lists.reduce((sum, { kind }) => sum + recipients[kind].length, 0);
}

/** The four arrays of the answer, always present; WeCom gives ids back in lower case. */
export function invalidFields(invalid: Recipients): Record<string, string[]> {
  return Object.fromEntries(
    lists.map(({ kind, invalidField }) => [invalidField, invalid[kind].map((id) => id.toLowerCase())]),
  );
}

export const listFields = lists.map((list) => list.field);
export const kinds = lists.map((list) => list.kind);
