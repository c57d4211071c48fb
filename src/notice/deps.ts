/** What the notice form needs from outside; `app.ts` brings it. */
import type { Access } from '../access.ts';
import type { RecipientKind } from '../audience.ts';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../delivery/ledger.ts';
import type { Locale } from '../delivery/summary.ts';
import type { ListOptions, ListResult } from '../list/result.ts';
import type { FetchFile } from '../slack/form-file.ts';
import type { Offer } from './compose-form.ts';
import type { CoverStore } from './covers.ts';
import type { DraftStore } from './drafts.ts';

export type NoticeDeps = {
  access: Pick<Access, 'maySend'>;
  /** The person's language; answers from a cache or quickly. */
  localeOf(user: string): Promise<Locale>;
  drafts: DraftStore;
  covers: CoverStore;
  /** `submit` commits delivery, batches and job; `twin` finds the same notice submitted since a time. */
  ledger: Pick<Ledger, 'submit' | 'twin'>;
  fetchFile: FetchFile;
  readTyped(boxes: { kind: RecipientKind; text: string }[]): ListResult;
  /** Reads in a worker thread. */
  readList(bytes: Uint8Array, options: ListOptions): Promise<ListResult>;
  apps: Offer['apps'];
  miniPrograms: Offer['miniPrograms'];
  /** A new unique id each time. */
  newId(): string;
  clock: Clock;
};
