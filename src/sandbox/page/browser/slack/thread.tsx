/** A message with its replies, beside the channel. */

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageMessage, PagePlace } from '../../contract.ts';
import { Icon } from '../blocks/icon.tsx';
import { useScrolledDown } from './channel.tsx';
import { Composer } from './composer.tsx';
import { MessageView } from './message.tsx';
import { titleOf } from './places.tsx';
import { useSession } from './session.ts';

export function Thread({ place, parent, close }: { place: PagePlace; parent: PageMessage; close(): void }) {
  const { state, words } = useSession();
  const replies = (state.messages[place.id] ?? []).filter(({ threadTs }) => threadTs === parent.ts);
  const list = useScrolledDown(replies.at(-1)?.ts);
  const pane = useFocusWhileThere();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.isComposing) close();
  };
  return (
    <aside ref={pane} class="thread" tabIndex={-1} aria-label={words.thread.title} onKeyDown={onKeyDown}>
      <header class="pane-head">
        <h2>
          {words.thread.title} <span class="muted">{titleOf(place)}</span>
        </h2>
        <button type="button" class="icon" aria-label={words.thread.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div ref={list} class="messages" role="log" aria-label={words.thread.title}>
        {[parent, ...replies].map((message) => (
          <div key={message.ts} class="message-slot">
            <MessageView place={place} message={message} />
            {message === parent && replies.length > 0 && (
              <p class="reply-count">{words.message.replies(replies.length)}</p>
            )}
          </div>
        ))}
      </div>
      {!place.isArchived && <Composer place={place} threadTs={parent.ts} label={words.composer.reply} />}
    </aside>
  );
}

/** The keyboard is in the pane while it is there, and then again where it was. */
function useFocusWhileThere() {
  const pane = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    pane.current?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return pane;
}
