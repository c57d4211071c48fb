/** /wecom admin opens. */
import type { types } from '@slack/bolt';
import { openView, type SlackSide } from '../slack/open-view.ts';
import { wordsFor } from '../words/locale.ts';
import type { AdminDeps } from './deps.ts';
import { homeView } from './home.ts';
import { brokenView, openingView, refusedView } from './plain-views.ts';

type Asked = { user: string; triggerId: string };

export async function openAdmin(deps: AdminDeps, { user, triggerId }: Asked, slack: SlackSide): Promise<void> {
  const { triggerClient, clock } = deps;
  await openView({ triggerId, triggerClient, clock }, slack, {
    opening: openingView(),
    first: () => firstView(deps, user),
    broken: brokenView,
    tooSlow: async () => wordsFor(await deps.localeOf(user)).admin.tooSlow,
  });
}

async function firstView(deps: AdminDeps, user: string): Promise<types.ModalView> {
  const [permit, locale] = await Promise.all([deps.access.mayAdminister(user), deps.localeOf(user)]);
  const words = wordsFor(locale);
  if (permit.type === 'refused') return refusedView(words, user, permit.reason);
  return homeView(deps, { meta: { locale, page: 0, editing: null }, words });
}
