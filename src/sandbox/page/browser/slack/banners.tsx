/** What is wrong with the whole of it, and what went wrong just now. */

import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../blocks/icon.tsx';
import { clockTime } from '../blocks/slack-date.ts';
import { useSession } from './session.ts';

export function Banners() {
  const { state, words, isLost } = useSession();
  const until = useThrottledUntil(state.rateLimitedUntil);
  return (
    <div class="banners">
      {isLost && (
        <p class="banner is-bad" role="alert">
          {words.trouble.lost}
        </p>
      )}
      {!state.bot.isRunning && (
        <p class="banner is-bad" role="alert">
          {words.bot.away}
        </p>
      )}
      {until !== null && (
        <p class="banner" role="status">
          {words.channel.rateLimited(clockTime(new Date(until), state.me, true))}
        </p>
      )}
      {state.faults.length > 0 && <Faults />}
    </div>
  );
}

function Faults() {
  const { state, words } = useSession();
  return (
    <details class="banner is-bad">
      <summary>{words.trouble.faults(state.faults.length)}</summary>
      <ul>
        {state.faults.map((fault, index) => (
          <li key={index}>{fault}</li>
        ))}
      </ul>
    </details>
  );
}

/** Null once that moment is over. */
function useThrottledUntil(until: number | null): number | null {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (until === null || until <= Date.now()) return;
    const timer = setTimeout(() => redraw((count) => count + 1), until - Date.now() + 50);
    return () => clearTimeout(timer);
  }, [until]);
  return until !== null && until > Date.now() ? until : null;
}

const shownForMs = 8000;

/** Goes by itself, or with its button. */
export function Notice() {
  const { notice, dismiss, words } = useSession();
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(dismiss, shownForMs);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class="notice-place" role="status">
      {notice !== null && (
        <p class="notice">
          {notice}
          <button type="button" class="icon" aria-label={words.trouble.dismiss} onClick={dismiss}>
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}
