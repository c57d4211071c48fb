/** What the notice form needs from outside; `app.ts` brings it. */
import type { RecipientKind } from '../audience.ts';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../delivery/ledger.ts';
import type { Locale } from '../delivery/summary.ts';
import type { ListOptions, ListResult } from '../list/result.ts';
import type { SlackFile } from '../slack/form-file.ts';
import type { Offer } from './compose-form.ts';
import type { CoverStore } from './covers.ts';
import type { DraftStore } from './drafts.ts';

/** `fault` names why, for the log. */
export type FetchedFile = { type: 'file'; bytes: Uint8Array } | { type: 'fault'; fault: unknown };

export type NoticeDeps = {
  access: { maySend(user: string): Promise<{ type: 'allowed' } | { type: 'refused' }> };
  /** The person's language; answers from a cache or quickly. */
  localeOf(user: string): Promise<Locale>;
  drafts: DraftStore;
  covers: CoverStore;
  /** `submit` commits delivery, batches and job; `twin` finds the same notice submitted since a time. */
  ledger: Pick<Ledger, 'submit' | 'twin'>;
  fetchFile(file: SlackFile, limit: { maxBytes: number }): Promise<FetchedFile>;
  readTyped(boxes: { kind: RecipientKind; text: string }[]): ListResult;
  /** Reads in a worker thread. */
  readList(bytes: Uint8Array, options: ListOptions & { name: string }): Promise<ListResult>;
  apps: Offer['apps'];
  miniPrograms: Offer['miniPrograms'];
  /** A new unique id each time. */
  newId(): string;
  clock: Clock;
};
