/** What a draft asks for may be gone since it was offered: the app it was to be sent as, or what its kind looks up. */
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { SendingApp } from './app.ts';
import type { Draft, Parts } from './draft.ts';
import type { Flow } from './kind.ts';

export type Settled<P extends Parts> = { draft: Draft<P>; apps: SendingApp[]; faults: Faults<P['values']> };

export async function settle<P extends Parts>(
  { deps, kind }: Flow<P>,
  draft: Draft<P>,
  words: Words,
): Promise<Settled<P>> {
  const all = await deps.apps();
  const settled = await kind.settle(draft, all, words);
  const apps = kind.appsFor(settled.draft, all);
  const { app } = settled.draft.values;
  const isGone = app !== '' && apps.every(({ id }) => id !== app);
  const appFault: Faults<Parts['values']> = isGone ? { app: kind.words(words).appGone } : {};
  return { ...settled, apps, faults: { ...appFault, ...settled.faults } };
}
