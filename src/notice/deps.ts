/** What the notice form needs from outside; `app.ts` brings it. */
import type { ComposeDeps, ListDeps, MiniPrograms } from '../compose/deps.ts';
import type { CoverStore } from './covers.ts';
import type { NoticeParts } from './draft.ts';

export type NoticeDeps = ComposeDeps<NoticeParts> & NoticeKindDeps;

/** What only a notice needs. */
export type NoticeKindDeps = ListDeps & { covers: CoverStore; miniPrograms: MiniPrograms };
