/** What tells one kind of form from another; everything else is the same for all. */
import type { Audience } from '../audience.ts';
import type { Delivery } from '../delivery/summary.ts';
import type { Message } from '../message.ts';
import type { Block } from '../slack/blocks.ts';
import type { Faults, Form } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { SendingApp } from './app.ts';
import type { ComposeDeps } from './deps.ts';
import type { CheckedAudience, CheckedDraft, Draft, DraftContent, Parts } from './draft.ts';
import type { Finding } from './findings.ts';
import type { FlowWords } from './words.ts';

/** A kind of form with what it works on. */
export type Flow<P extends Parts> = { deps: ComposeDeps<P>; kind: FormKind<P> };

/** Who asks for a form, and where; `text` is what was typed behind the command. */
export type Asked = {
  user: string;
  teamId: string;
  channel: string;
  responseUrl: string;
  triggerId: string;
  text: string;
};

export type Beginning<P extends Parts> =
  | { type: 'form'; values: P['values']; offered: P['offered'] }
  /** There is nothing to fill in, and why. */
  | { type: 'nothing'; text: string };

export type FoundAudience = { audience: Audience; checked: CheckedAudience };

export type Checking<P extends Parts> = {
  content: Finding<P['content'], keyof P['values'] & string>;
  audience: Finding<FoundAudience, keyof P['values'] & string>;
};

/** `apps` is what `appsFor` leaves of all. */
export type FormKind<P extends Parts> = {
  /** The first half of its callback ids and of its button. */
  name: 'notice' | 'template';
  series: Delivery['series'];
  words(words: Words): FlowWords;
  /** The door for what is kept of a draft. */
  readDraft(content: unknown): DraftContent<P>;
  begin(asked: Asked, apps: SendingApp[], words: Words): Promise<Beginning<P>>;
  /** The apps that this draft may be sent as. */
  appsFor(draft: Pick<Draft<P>, 'offered'>, apps: SendingApp[]): SendingApp[];
  /** The draft with what its values ask to be offered; faults where that has changed or is gone. */
  settle(draft: Draft<P>, all: SendingApp[], words: Words): Promise<{ draft: Draft<P>; faults: Faults<P['values']> }>;
  form(draft: Pick<Draft<P>, 'offered' | 'values'>, apps: SendingApp[]): Form<P['values']>;
  /** What stands above the fields. */
  lead(draft: Draft<P>, words: Words): Block[];
  /** Whether something must be fetched from Slack first, which takes longer than a form may wait. */
  needsFetching(values: P['values']): boolean;
  check(draft: Draft<P>, apps: SendingApp[], words: Words): Promise<Checking<P>>;
  message(draft: CheckedDraft<P>): Message;
  /** What is sent, as its readers will see it. */
  card(draft: CheckedDraft<P>, apps: SendingApp[], words: Words): Block[];
  /** What must be known about the audience beforehand, above and below how it was counted. */
  remarks(draft: CheckedDraft<P>, words: Words): { above: Block[]; below: string[] };
  /** What the confirmation calls it. */
  title(draft: CheckedDraft<P>, words: Words): [name: string, value: string];
};
