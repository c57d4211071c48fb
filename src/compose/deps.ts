/** What every form needs from outside; `app.ts` brings it. */
import type { webApi } from '@slack/bolt';
import type { Access } from '../access.ts';
import type { RecipientKind } from '../audience.ts';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../delivery/ledger.ts';
import type { Locale } from '../delivery/summary.ts';
import type { ListOptions, ListResult } from '../list/result.ts';
import type { FetchFile } from '../slack/form-file.ts';
import type { SendingApp } from './app.ts';
import type { Parts } from './draft.ts';
import type { DraftStore } from './drafts.ts';

export type ComposeDeps<P extends Parts> = ListDeps & {
  access: Pick<Access, 'maySend'>;
  /** Opens views; gives up before a trigger does. */
  triggerClient: Pick<webApi.WebClient, 'views'>;
  /** The person's language; answers from a cache or quickly. */
  localeOf(user: string): Promise<Locale>;
  drafts: DraftStore<P>;
  /** `submit` commits delivery, batches and job; `twin` finds the same message submitted since a time. */
  ledger: Pick<Ledger, 'submit' | 'twin'>;
  /** Whatever can be sent as now: companies come and go while a form is open. */
  apps(): Promise<SendingApp[]>;
  /** Whoever has a response_url may write with it: what Slack and the store keep of it only `unseal` opens. */
  seal(responseUrl: string): string;
  /** A new unique id each time. */
  newId(): string;
  clock: Clock;
};

/** What reading recipients needs. */
export type ListDeps = {
  fetchFile: FetchFile;
  readTyped(boxes: { kind: RecipientKind; text: string }[]): ListResult;
  /** Reads in a worker thread. */
  readList(bytes: Uint8Array, options: ListOptions): Promise<ListResult>;
};

/** The mini-programs an administrator listed. */
export type MiniPrograms = readonly { name: string; appid: string }[];
