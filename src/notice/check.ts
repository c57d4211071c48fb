/** From what was typed to what would be sent. */
import type { RecipientList } from '../audience.ts';
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import { checkAudience } from './check-audience.ts';
import { checkCover } from './check-cover.ts';
import { chosenAppid } from './compose-form.ts';
import type { NoticeDeps } from './deps.ts';
import { type CheckedDraft, type ComposeValues, type Draft, noticeOf } from './draft.ts';
import type { Findings } from './findings.ts';
import { fingerprintOf } from './fingerprint.ts';

export type CheckAnswer =
  | { type: 'checked'; draft: CheckedDraft; lists: RecipientList[] }
  /** `draft` without the files that are no good. */
  | { type: 'faults'; draft: Draft; faults: Faults<ComposeValues> };

/** Whether something must be fetched from Slack first, which takes longer than a form may wait. */
export function needsFetching(values: ComposeValues): boolean {
  return values.cover !== null || (values.audience === 'file' && values.listFile !== null);
}

export async function check(deps: NoticeDeps, draft: Draft, words: Words): Promise<CheckAnswer> {
  const { values } = draft;
  const [cover, audience] = await Promise.all([checkCover(deps, draft, words), checkAudience(deps, values, words)]);
  if (cover.type === 'fault' || audience.type === 'fault') return faulty(draft, [cover, audience]);
  const appid = chosenAppid(values, deps.miniPrograms);
  const found = { appid, cover: cover.found, audience: audience.found.checked };
  const notice = noticeOf({ values, checked: found });
  const fingerprint = await fingerprintOf(values.app, notice, audience.found.audience);
  const lists = audience.found.audience.type === 'lists' ? audience.found.audience.lists : [];
  return { type: 'checked', draft: { ...draft, checked: { ...found, fingerprint } }, lists };
}

function faulty(draft: Draft, findings: Findings<unknown>[]): CheckAnswer {
  const faults: Faults<ComposeValues> = {};
  const values = { ...draft.values };
  for (const finding of findings) {
    if (finding.type === 'found') continue;
    faults[finding.field] = finding.text;
    if (finding.drop) values[finding.drop] = null;
  }
  return { type: 'faults', draft: { ...draft, values, checked: null }, faults };
}
