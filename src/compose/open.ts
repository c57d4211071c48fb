/** View 1 of a form opens. */
import type { SlashCommand, types } from '@slack/bolt';
import { openView, type SlackSide } from '../slack/open-view.ts';
import { wordsFor } from '../words/locale.ts';
import { composeView } from './compose-view.ts';
import type { Draft, Parts } from './draft.ts';
import type { Asked, Flow } from './kind.ts';
import type { FormMetadata } from './metadata.ts';
import { brokenView, nothingView, openingView, refusedView } from './plain-views.ts';
import { settle } from './settle.ts';
import { carrying } from './untouched.ts';

/** Opens a form; for its command and for whatever else leads to it. */
export async function openForm<P extends Parts>(flow: Flow<P>, asked: Asked, slack: SlackSide): Promise<void> {
  const { deps, kind } = flow;
  const { triggerClient, clock } = deps;
  await openView({ triggerId: asked.triggerId, triggerClient, clock }, slack, {
    opening: openingView(kind),
    first: () => firstView(flow, asked),
    broken: () => brokenView(kind),
    tooSlow: async () => kind.words(wordsFor(await deps.localeOf(asked.user))).tooSlow,
  });
}

async function firstView<P extends Parts>(flow: Flow<P>, asked: Asked): Promise<types.ModalView> {
  const { deps, kind } = flow;
  const { user, teamId, channel } = asked;
  const [access, locale] = await Promise.all([deps.access.maySend(user), deps.localeOf(user)]);
  const words = wordsFor(locale);
  if (access.type === 'refused') return refusedView(kind, words, { user, reason: access.reason });
  const beginning = await kind.begin(asked, await deps.apps(), words);
  if (beginning.type === 'nothing') return nothingView(kind, words, beginning.text);
  const { values, offered } = beginning;
  const about = { id: deps.newId(), teamId, owner: user, round: 0, checked: null, earlier: [] };
  const fresh: Draft<P> = { ...about, values, offered };
  const { apps, draft } = await settle(flow, fresh, words);
  const responseUrl = deps.seal(asked.responseUrl);
  const bare: FormMetadata = { draft: draft.id, channel, responseUrl, locale, round: draft.round, twin: null };
  const meta = await carrying(flow, draft, bare);
  return composeView(kind, { draft, apps, meta, words });
}

/** A slash command as a wish for a form. */
export function askedBy(command: SlashCommand): Asked {
  return {
    user: command.user_id,
    teamId: command.team_id,
    channel: command.channel_id,
    responseUrl: command.response_url,
    triggerId: command.trigger_id,
    text: command.text ?? '',
  };
}
