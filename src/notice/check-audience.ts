/** The audience: typed, from a list file, or the whole school. */
import { audienceOf, checkFile, checkTyped } from '../compose/check-audience.ts';
import type { Finding } from '../compose/findings.ts';
import type { FoundAudience } from '../compose/kind.ts';
import type { Words } from '../words/zh.ts';
import { typedBoxes } from './compose-form.ts';
import type { NoticeKindDeps } from './deps.ts';
import type { ComposeValues } from './draft.ts';

type Found = Finding<FoundAudience, keyof ComposeValues>;

export async function checkAudience(deps: NoticeKindDeps, values: ComposeValues, words: Words): Promise<Found> {
  if (values.audience === 'school') {
    return { type: 'found', found: { audience: { type: 'wholeSchool' }, checked: { type: 'wholeSchool' } } };
  }
  const say = words.forms.notice;
  const { noIds } = say.compose;
  const kind = values.listKind === 'header' ? null : values.listKind;
  const read =
    values.audience === 'typed'
      ? checkTyped(deps, typedBoxes(values), { first: 'parents', noIds, say })
      : await checkFile(deps, { file: values.listFile, kind }, { say, words });
  return read.type === 'found' ? { type: 'found', found: audienceOf(read.found) } : read;
}
