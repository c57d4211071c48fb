/** What the template form needs from outside; `app.ts` brings it. */
import type { RecipientList } from '../audience.ts';
import type { ComposeDeps, ListDeps, MiniPrograms } from '../compose/deps.ts';
import type { Entry, TemplateParts } from './draft.ts';

export type TemplateDeps = ComposeDeps<TemplateParts> & TemplateKindDeps;

/** What only a template message needs. */
export type TemplateKindDeps = ListDeps & {
  catalogue: Catalogue;
  /** Our third-party apps; delegated ones send no template messages. */
  suiteIds: readonly string[];
  miniPrograms: MiniPrograms;
  limits(asked: LimitQuestion): Promise<TemplateParts['content']['warnings']>;
};

type Catalogue = {
  /** What may be sent, the best match first; an empty text finds all. */
  search(suiteIds: string[], text: string): Promise<Entry[]>;
  /** Retired ones too. */
  find(id: string): Promise<(Entry & { retiredAt: number | null }) | null>;
};

/** `recipients` null: all members. `userMax`: the company's account limit, null where nobody knows. */
type LimitQuestion = { appId: string; recipients: RecipientList[] | null; userMax: number | null };
