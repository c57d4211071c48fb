/** One person at the page: what they see, kept fresh, and what they can do. */
import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ActAnswer, SlackState } from '../../contract.ts';
import { createFormBuffer, type FormBuffer } from './form-buffer.ts';
import { type Deed, type Link, openLink } from './link.ts';
import { type Words, wordsIn } from './words.ts';

export type Session = {
  state: SlackState;
  words: Words;
  /** Resolves when its effect is on the page; what went wrong is said in a notice. */
  act(deed: Deed): Promise<ActAnswer>;
  upload(file: File): Promise<string>;
  buffer: FormBuffer;
  notice: string | null;
  dismiss(): void;
  isLost: boolean;
};

/** Null until the first state has come. `unknown` is called when there is no such person. */
export function useSlack(as: string, unknown: () => void): Session | null {
  const [state, setState] = useState<SlackState | null>(null);
  const [isLost, setLost] = useState(false);
  const [wrong, tell] = useState<Wrong | null>(null);
  const [, redraw] = useState(0);
  const link = useRef<Link>(undefined);
  const buffer = useMemo(
    () =>
      createFormBuffer({
        send: async (ref, entry) => tellWrong(tell, await link.current?.act({ act: 'change', ...ref, entry })),
        saved: () => void link.current?.refresh(),
        changed: () => redraw((count) => count + 1),
        now: () => performance.now(),
      }),
    [],
  );
  useEffect(() => {
    const opened = openLink(as, {
      ...{ unknown, lost: setLost },
      state(next, askedAt) {
        buffer.arrived(askedAt);
        if (next) setState(next);
        else redraw((count) => count + 1);
      },
    });
    link.current = opened;
    return () => opened.close();
  }, [as, buffer]);
  if (!state) return null;
  const words = wordsIn(state.me.locale);
  const notice = wrong && (wrong.error ?? words.trouble.connecting);
  return { state, words, buffer, notice, isLost, dismiss: () => tell(null), ...deeds(link, tell) };
}

/** Without an error, the bot was silent. */
type Wrong = { error: string | null };

function tellWrong(tell: (wrong: Wrong) => void, answer: ActAnswer | undefined): void {
  if (answer?.ok === false) tell({ error: answer.error });
  else if (answer?.trouble) tell({ error: null });
}

function deeds(link: { current: Link | undefined }, tell: (wrong: Wrong) => void) {
  const opened = () => {
    if (!link.current) throw new Error('nobody is at the page');
    return link.current;
  };
  return {
    upload: (file: File) => opened().upload(file),
    async act(deed: Deed): Promise<ActAnswer> {
      const answer = await opened().act(deed);
      // Over a form the silence is said in the form.
      if (deed.act !== 'submit' || !answer.ok) tellWrong(tell, answer);
      await opened().refresh();
      return answer;
    },
  };
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('outside of a session');
  return session;
}
