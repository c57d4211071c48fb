/** WeCom as the page has it: asked for at each change, and what is done to it. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Act, ActAnswer, WecomState } from '../../contract.ts';
import { coalesced, hear } from '../changes.ts';
import { post } from '../post.ts';
import type { WecomWords } from './words.ts';

type Doing = Extract<Act, { act: 'switchWecom' | 'authorise' | 'cancelAuth' | 'pushTicket' }>;
type WithoutAs<T> = T extends unknown ? Omit<T, 'as'> : never;

export type Wecom = {
  state: WecomState;
  words: WecomWords;
  /** Null: done. Else what the person is told. */
  act(doing: WithoutAs<Doing>): Promise<string | null>;
  /** Opens a request on its tab. */
  showRequest(no: number): void;
  /** Tells, for those who see and those who hear. */
  tell(text: string): void;
};
export const WecomContext = createContext<Wecom | null>(null);

export function useWecom(): Wecom {
  const wecom = useContext(WecomContext);
  if (!wecom) throw new Error('outside of WeCom’s side');
  return wecom;
}

/** `state` null: not yet known. */
export function useWecomState(): { state: WecomState | null; isLost: boolean } {
  const [state, setState] = useState<WecomState | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const load = coalesced(async () => {
      try {
        setState(await (await fetch('/wecom')).json());
        setLost(false);
      } catch {
        setLost(true);
      }
    });
    return hear({ wecom: load, open: load, error: () => setLost(true) });
  }, []);
  return { state, isLost };
}

export async function doIt(as: string, doing: WithoutAs<Doing>): Promise<string | null> {
  const answer: ActAnswer = await post({ as, ...doing });
  return answer.ok ? null : answer.error;
}
