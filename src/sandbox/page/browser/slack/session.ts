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
  say(notice: string | null): void;
  isLost: boolean;
};

/** Null until the first state has come. `unknown` is called when there is no such person. */
export function useSlack(as: string, unknown: () => void): Session | null {
  const [state, setState] = useState<SlackState | null>(null);
  const [isLost, setLost] = useState(false);
  const [notice, say] = useState<string | null>(null);
  const [, redraw] = useState(0);
  const link = useRef<Link>(undefined);
  const buffer = useMemo(() => {
    const send = async (ref: { viewId: string; blockId: string; actionId: string }, entry: object) => {
      if (link.current) await link.current.act({ act: 'change', ...ref, entry } as Deed);
    };
    return createFormBuffer({
      ...{ send, now: () => performance.now(), changed: () => redraw((count) => count + 1) },
      saved: () => void link.current?.refresh(),
    });
  }, []);
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
  return { state, words, buffer, notice, say, isLost, ...deeds({ link, words, say }) };
}

function deeds(given: { link: { current: Link | undefined }; words: Words; say(notice: string | null): void }) {
  const { link, words, say } = given;
  const opened = () => {
    if (!link.current) throw new Error('nobody is at the page');
    return link.current;
  };
  return {
    upload: (file: File) => opened().upload(file),
    async act(deed: Deed): Promise<ActAnswer> {
      const answer = await opened().act(deed);
      if (!answer.ok) say(answer.error);
      else if (answer.trouble) say(words.trouble.connecting);
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
