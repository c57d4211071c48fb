/** A draft that nobody has touched yet is not stored: its form carries it, so that opening one writes nothing. */
import { slackLimits } from '../slack/limits.ts';
import { draftLifeMs } from '../store/maintenance.ts';
import type { Draft, Parts } from './draft.ts';
import { contentOf, readable } from './drafts.ts';
import type { Flow } from './kind.ts';
import type { FormMetadata } from './metadata.ts';

/** What the first view carries: the draft, or where that is too long its id, and the draft is saved. */
export async function carrying<P extends Parts>(
  { deps }: Flow<P>,
  draft: Draft<P>,
  meta: FormMetadata,
): Promise<FormMetadata> {
  const { owner, teamId } = draft;
  const carried = { ...meta, untouched: { owner, teamId, openedAt: deps.clock.now(), content: contentOf(draft) } };
  if (JSON.stringify(carried).length <= slackLimits.privateMetadata) return carried;
  await deps.drafts.save(draft);
  return meta;
}

/** Null when the view carries none, or carries somebody else's, one past its day, or one of an earlier release. */
export function carriedIn<P extends Parts>({ deps, kind }: Flow<P>, meta: FormMetadata, user: string): Draft<P> | null {
  if (meta.untouched === undefined) return null;
  const { owner, teamId, openedAt, content } = meta.untouched;
  if (owner !== user || openedAt < deps.clock.now() - draftLifeMs) return null;
  const readContent = readable(kind.readDraft, content);
  return readContent && { ...readContent, id: meta.draft, owner, teamId };
}
