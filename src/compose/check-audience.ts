/** An audience that was typed, or is in a list file. */
import type { Audience, RecipientKind } from '../audience.ts';
import { countBatches } from '../delivery/plan.ts';
import { type ListFault, type ListOptions, type ListResult, listLimits } from '../list/result.ts';
import type { SlackFile } from '../slack/form-file.ts';
import type { Words } from '../words/zh.ts';
import type { ListDeps } from './deps.ts';
import type { CheckedLists } from './draft.ts';
import { type Finding, notFetched } from './findings.ts';
import type { FoundAudience } from './kind.ts';
import type { FlowWords } from './words.ts';

/** A box of the form, as the list reader takes it. */
export type TypedBox<Field extends string> = { name: Field; kind: RecipientKind; text: string };
type ReadList = Extract<ListResult, { type: 'read' }>;
type At<Field> = { field: Field; drop: Field | null };

/** How many malformed ids a review shows; the draft keeps no more. */
const malformedShown = 20;
const charactersShown = 60;
const examplesShown = 3;

/** `first`: the box that is named when all are empty. */
export function checkTyped<Field extends string>(
  deps: ListDeps,
  boxes: TypedBox<Field>[],
  { first, noIds, say }: { first: Field; noIds: string; say: FlowWords },
): Finding<ReadList, Field> {
  const filled = boxes.filter(({ text }) => text !== '');
  const field = filled[0]?.name;
  if (field === undefined) return { type: 'fault', field: first, text: noIds, drop: null };
  const result = deps.readTyped(filled.map(({ kind, text }) => ({ kind, text })));
  return readFinding(result, say, () => ({ field, drop: null }));
}

type FileField = 'listFile' | 'listKind';

/** `kind` null: as the heading row says. */
export async function checkFile(
  deps: ListDeps,
  { file, ...options }: { file: SlackFile | null } & ListOptions,
  { say, words }: { say: FlowWords; words: Words },
): Promise<Finding<ReadList, FileField>> {
  if (file === null) return { type: 'fault', field: 'listFile', text: words.forms.field.noFile, drop: null };
  const fetched = await deps.fetchFile(file, { maxBytes: listLimits.maxBytes });
  if (fetched.type === 'fault') return notFetched<ReadList, FileField>('listFile', fetched.fault, say);
  return readFinding(await deps.readList(fetched.bytes, options), say, fileFaultAt);
}

/** Where another choice of kind may help, the file stays. */
function fileFaultAt(fault: ListFault): At<FileField> {
  if (fault === 'kindUnknown') return { field: 'listKind', drop: null };
  return { field: 'listFile', drop: fault === 'noIdColumn' ? null : 'listFile' };
}

function readFinding<Field extends string>(
  result: ListResult,
  { list: say }: FlowWords,
  at: (fault: ListFault) => At<Field>,
): Finding<ReadList, Field> {
  if (result.type === 'fault') return { type: 'fault', text: faultText(result, say), ...at(result.fault) };
  const { willSend, malformed } = result.arithmetic;
  if (willSend > 0) return { type: 'found', found: result };
  return { type: 'fault', text: malformed > 0 ? say.allMalformed(malformed) : say.faults.empty, ...at('empty') };
}

/** Where the headings are at fault, the person sees what was taken for them. */
function faultText({ fault, headings = [] }: Extract<ListResult, { type: 'fault' }>, say: FlowWords['list']): string {
  return headings.length === 0 ? say.faults[fault] : say.faults[fault] + say.headings(headings.map(shown));
}

/** What was read, as it is sent and as the review shows it. */
export function audienceOf({ lists, arithmetic, malformed, phones, ...names }: ReadList): FoundAudience {
  const audience: Audience = { type: 'lists', lists };
  const checked: CheckedLists = {
    type: 'lists',
    counts: countsOf(lists),
    batches: countBatches(audience),
    arithmetic,
    malformed: malformed.slice(0, malformedShown).map((entry) => ({ ...entry, text: shown(entry.text) })),
    headerKinds: names.headerKinds,
    unreadColumns: names.unreadColumns.map(shown),
    unreadSheets: names.unreadSheets.map(shown),
    phones,
    examples: lists.flatMap(({ ids }) => ids.slice(0, examplesShown)).slice(0, examplesShown),
  };
  return { audience, checked };
}

export function countsOf(lists: ReadList['lists']): CheckedLists['counts'] {
  return lists.filter(({ ids }) => ids.length > 0).map(({ kind, ids }) => ({ kind, count: ids.length }));
}

/**
 * One line, short. What cannot be seen, such as a zero-width blank, is made visible because it may be what is wrong; some
 * of it no database could store.
 */
function shown(text: string): string {
  const visible = text.replace(/\p{C}/gu, '\ufffd').replace(/\s+/g, ' ');
  if (visible.length <= charactersShown) return visible;
  return `${visible.slice(0, charactersShown).replace(/[\ud800-\udbff]$/, '')}…`;
}
