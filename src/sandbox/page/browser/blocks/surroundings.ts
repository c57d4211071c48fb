/** What blocks need from the message or modal they stand in. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Element } from '../../../slack/block-kit/blocks.ts';
import type { Option } from '../../../slack/block-kit/composition.ts';
import type { Entry } from '../../../slack/input-state.ts';
import type { SlackState } from '../../contract.ts';
import type { Words } from '../slack/words.ts';

/** The one who reads. */
export type Reader = { state: SlackState; words: Words };

/** Which element. */
export type Place = { blockId: string; actionId: string };

/** What can be done to elements; `null` where they only stand there, as menus in messages do here. */
export type Hands = {
  press(place: Place, optionValue?: string): Promise<void>;
  form: FormHands | null;
};

export type FormHands = {
  entry(place: Place): Entry | undefined;
  error(blockId: string): string | undefined;
  /** Without `afterMs`, kept until something is picked, pressed or submitted. */
  type(place: Place, entry: Entry, afterMs: number | null): void;
  pick(place: Place, entry: Entry): Promise<void>;
  suggest(place: Place, typed: string): Promise<Option[]>;
  upload(file: File): Promise<string>;
  setFiles(place: Place, fileIds: string[]): Promise<void>;
};

type Confirm = NonNullable<Extract<Element, { type: 'button' }>['confirm']>;
/** Resolves with the person's answer. */
export type Ask = (question: Confirm) => Promise<boolean>;

export const ReaderContext = createContext<Reader | null>(null);
export const HandsContext = createContext<Hands | null>(null);
export const AskContext = createContext<Ask | null>(null);

function there<T>(value: T | null): T {
  if (value === null) throw new Error('a block outside of messages and modals');
  return value;
}

export const useReader = (): Reader => there(useContext(ReaderContext));
export const useHands = (): Hands => there(useContext(HandsContext));

/** Asks what an element wants asked first; yes where it asks nothing. */
export function useConfirmed(): (confirm: Confirm | undefined) => Promise<boolean> {
  const ask = there(useContext(AskContext));
  return (confirm) => (confirm ? ask(confirm) : Promise.resolve(true));
}
