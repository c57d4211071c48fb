/** From what was typed to what would be sent. */
import type { RecipientList } from '../audience.ts';
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { SendingApp } from './app.ts';
import type { CheckedDraft, Draft, Parts } from './draft.ts';
import type { Finding } from './findings.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { FormKind } from './kind.ts';

export type CheckAnswer<P extends Parts> =
  | { type: 'checked'; draft: CheckedDraft<P>; lists: RecipientList[] }
  /** `draft` without the files that are no good. */
  | { type: 'faults'; draft: Draft<P>; faults: Faults<P['values']> };

export async function check<P extends Parts>(
  kind: FormKind<P>,
  { draft, apps, words }: { draft: Draft<P>; apps: SendingApp[]; words: Words },
): Promise<CheckAnswer<P>> {
  const { content, audience } = await kind.check(draft, apps, words);
  if (content.type === 'fault' || audience.type === 'fault') return faulty(draft, [content, audience]);
  const found = { content: content.found, audience: audience.found.checked };
  const checked = (fingerprint: string): CheckedDraft<P> => ({ ...draft, checked: { ...found, fingerprint } });
  const to = audience.found.audience;
  const fingerprint = await fingerprintOf(draft.values.app, kind.message(checked('')), to);
  return { type: 'checked', draft: checked(fingerprint), lists: to.type === 'lists' ? to.lists : [] };
}

function faulty<P extends Parts>(
  draft: Draft<P>,
  findings: Finding<unknown, keyof P['values'] & string>[],
): CheckAnswer<P> {
  const faults: Faults<P['values']> = {};
  const values = { ...draft.values };
  for (const finding of findings) {
    if (finding.type === 'found') continue;
    faults[finding.field] = finding.text;
    if (finding.drop) Object.assign(values, { [finding.drop]: null });
  }
  return { type: 'faults', draft: { ...draft, values, checked: null }, faults };
}
