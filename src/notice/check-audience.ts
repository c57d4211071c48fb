/** The audience: typed, from a list file, or the whole school. */
import type { Audience } from '../audience.ts';
import { planBatches } from '../delivery/plan.ts';
import { type ListFault, type ListResult, listLimits } from '../list/result.ts';
import type { SlackFile } from '../slack/form-file.ts';
import type { Words } from '../words/zh.ts';
import { typedBoxes } from './compose-form.ts';
import type { NoticeDeps } from './deps.ts';
import type { CheckedAudience, ComposeValues } from './draft.ts';
import { type Findings, notFetched } from './findings.ts';

type FoundAudience = { audience: Audience; checked: CheckedAudience };
type At = Pick<Extract<Findings<never>, { type: 'fault' }>, 'field' | 'drop'>;

/** How many malformed ids a review shows; the draft keeps no more. */
const malformedShown = 20;

export async function checkAudience(
  deps: NoticeDeps,
  values: ComposeValues,
  words: Words,
): Promise<Findings<FoundAudience>> {
  switch (values.audience) {
    case 'school':
      return { type: 'found', found: { audience: { type: 'wholeSchool' }, checked: { type: 'wholeSchool' } } };
    case 'typed':
      return checkTyped(deps, values, words);
    case 'file':
      if (values.listFile) return checkFile(deps, { file: values.listFile, kind: values.listKind, words });
      return { type: 'fault', field: 'listFile', text: words.forms.field.noFile, drop: null };
  }
}

function checkTyped(deps: NoticeDeps, values: ComposeValues, words: Words): Findings<FoundAudience> {
  const boxes = typedBoxes(values).filter(({ text }) => text !== '');
  const [first] = boxes;
  if (!first) return { type: 'fault', field: 'parents', text: words.forms.notice.compose.noIds, drop: null };
  const result = deps.readTyped(boxes.map(({ kind, text }) => ({ kind, text })));
  return foundList(result, words, () => ({ field: first.name, drop: null }));
}

async function checkFile(
  deps: NoticeDeps,
  { file, kind, words }: { file: SlackFile; kind: ComposeValues['listKind']; words: Words },
): Promise<Findings<FoundAudience>> {
  const fetched = await deps.fetchFile(file, { maxBytes: listLimits.maxBytes });
  if (fetched.type === 'fault') return notFetched('listFile', fetched.fault, words);
  const result = await deps.readList(fetched.bytes, { kind: kind === 'header' ? null : kind });
  return foundList(result, words, fileFaultAt);
}

/** Where another choice of kind may help, the file stays. */
function fileFaultAt(fault: ListFault): At {
  if (fault === 'kindUnknown') return { field: 'listKind', drop: null };
  return { field: 'listFile', drop: fault === 'noIdColumn' ? null : 'listFile' };
}

function foundList(result: ListResult, words: Words, at: (fault: ListFault) => At): Findings<FoundAudience> {
  const say = words.forms.notice.list;
  if (result.type === 'fault') return { type: 'fault', text: say.faults[result.fault], ...at(result.fault) };
  const { willSend, malformed } = result.arithmetic;
  if (willSend === 0) {
    return { type: 'fault', text: malformed > 0 ? say.allMalformed(malformed) : say.faults.empty, ...at('empty') };
  }
  const audience: Audience = { type: 'lists', lists: result.lists };
  return { type: 'found', found: { audience, checked: checkedLists(audience, result) } };
}

function checkedLists(audience: Audience, result: Extract<ListResult, { type: 'read' }>): CheckedAudience {
  const { lists, arithmetic, malformed, headerKinds, unreadColumns } = result;
  return {
    type: 'lists',
    counts: lists.filter(({ ids }) => ids.length > 0).map(({ kind, ids }) => ({ kind, count: ids.length })),
    batches: planBatches(audience).length,
    arithmetic,
    malformed: malformed.slice(0, malformedShown),
    headerKinds,
    unreadColumns,
  };
}
