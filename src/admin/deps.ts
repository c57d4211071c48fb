/** What the administrators' views need from the rest of the product. */
import type { webApi } from '@slack/bolt';
import type { Access } from '../access.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Clock } from '../clock.ts';
import type { Refusal } from '../delivery/states.ts';
import type { Locale } from '../delivery/summary.ts';
import type { Authorisations } from '../provider/authorisations.ts';
import type { Installs } from '../provider/install.ts';
import type { Words } from '../words/zh.ts';

/** A third-party app of ours, as configured. Delegated ones send no template messages. */
export type Suite = { suiteId: string; name: string; kind: 'suite' | 'delegated' };

export type AdminDeps = {
  access: Pick<Access, 'mayAdminister'>;
  triggerClient: webApi.WebClient;
  /** Quick, and never rejects. */
  localeOf(user: string): Promise<Locale>;
  suites: Suite[];
  /** Null without suites. */
  authorisations: Pick<Authorisations, 'all' | 'ticketAt'> | null;
  installs: Pick<Installs, 'link'> | null;
  /** Where people read that WeCom pushes to; null where the bot's public address is not configured. */
  publicUrl: string | null;
  catalogue: Catalogue;
  /** A line in the audit. */
  record(actor: string, action: string, detail: unknown): Promise<void>;
  /** Cause (without a full stop) and cure of a refusal of WeCom's. */
  reasonOf(refusal: Refusal, words: Words): { cause: string; cure: string };
  clock: Clock;
};

/** Those that have templates. */
export function templateSuites(suites: Suite[]): Suite[] {
  return suites.filter(({ kind }) => kind === 'suite');
}
