/** A place: its name, its messages, and where one writes. */

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageMessage, PagePlace } from '../../contract.ts';
import { Icon } from '../blocks/icon.tsx';
import { Menu } from '../blocks/menu.tsx';
import { prettyDay } from '../blocks/slack-date.ts';
import { Composer } from './composer.tsx';
import { MessageView } from './message.tsx';
import { titleOf } from './places.tsx';
import { useSession } from './session.ts';

type ChannelProps = { place: PagePlace; openThread(ts: string): void; openList(): void };

export function Channel({ place, openThread, openList }: ChannelProps) {
  const { state, words } = useSession();
  const all = state.messages[place.id] ?? [];
  const pane = useRef<HTMLElement>(null);
  useLayoutEffect(() => startWriting(pane.current), []);
  return (
    <section ref={pane} class="channel" aria-label={titleOf(place)}>
      <ChannelHead place={place} openList={openList} />
      <MessageList place={place} all={all} openThread={openThread} />
      {!place.isBotMember && place.kind !== 'direct' && !place.isArchived && <BotMissing place={place} />}
      {place.isArchived ? (
        <p class="archived">{words.channel.archived}</p>
      ) : (
        <Composer place={place} threadTs={null} label={words.composer.message(titleOf(place))} />
      )}
    </section>
  );
}

/** In a place one has just opened; not where that would bring up a keyboard on the screen, nor while somebody is chosen. */
function startWriting(pane: HTMLElement | null): void {
  const isChoosing = document.activeElement?.matches('select') ?? false;
  if (!isChoosing && matchMedia('(hover: hover)').matches) pane?.querySelector('textarea')?.focus();
}

function ChannelHead({ place, openList }: { place: PagePlace; openList(): void }) {
  const { words, act } = useSession();
  const bot = place.isBotMember
    ? { key: 'remove', label: words.bot.remove, isDanger: true, pick: () => act({ act: 'removeBot', place: place.id }) }
    : { key: 'invite', label: words.bot.invite, pick: () => act({ act: 'inviteBot', place: place.id }) };
  const throttle = {
    key: 'throttle',
    label: words.channel.rateLimit,
    pick: () => act({ act: 'rateLimitSlack', seconds: 60 }),
  };
  const items = place.kind === 'direct' || place.isArchived ? [throttle] : [bot, throttle];
  return (
    <header class="pane-head">
      <button type="button" class="icon list-opener" aria-label={words.places.list} onClick={openList}>
        <Icon name="list" />
      </button>
      <h2>{titleOf(place)}</h2>
      <Menu label={words.channel.menu} className="icon" items={items}>
        <Icon name="more" />
      </Menu>
    </header>
  );
}

function BotMissing({ place }: { place: PagePlace }) {
  const { words, act } = useSession();
  return (
    <p class="bot-missing">
      {words.bot.notHere}
      <button type="button" class="button" onClick={() => act({ act: 'inviteBot', place: place.id })}>
        {words.bot.invite}
      </button>
    </p>
  );
}

type MessageListProps = { place: PagePlace; all: PageMessage[]; openThread(ts: string): void };

/** Replies are in their thread, but for those shown here as well; a private message of a thread stays there too. */
function MessageList({ place, all, openThread }: MessageListProps) {
  const { state, words } = useSession();
  const shown = all.filter((message) => message.threadTs === null || message.isBroadcast);
  const list = useScrolledDown(shown.at(-1)?.ts);
  const day = (message: PageMessage | undefined) =>
    message && prettyDay(new Date(Number(message.ts) * 1000), { locale: state.me.locale, now: new Date() });
  return (
    <div ref={list} class="messages" role="log" aria-label={words.channel.messages}>
      {shown.length === 0 && <p class="empty">{words.channel.empty}</p>}
      {shown.map((message, index) => (
        <div key={message.ts} class="message-slot">
          {day(message) !== day(shown[index - 1]) && <h3 class="day">{day(message)}</h3>}
          <MessageView
            place={place}
            message={message}
            replies={all.filter((one) => one.threadTs === message.ts && !one.isPrivate)}
            openThread={openThread}
          />
        </div>
      ))}
    </div>
  );
}

/** Follows what comes, unless one has scrolled up to read. */
export function useScrolledDown(newest: string | undefined) {
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const goDown = () => {
      if (follows.current) element.scrollTop = element.scrollHeight;
    };
    goDown();
    let before = element.scrollTop;
    // What came meanwhile may have made the end be far away; only somebody who goes up leaves it.
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      if (scrollHeight - scrollTop - clientHeight < 80) follows.current = true;
      else if (scrollTop < before) follows.current = false;
      before = scrollTop;
    };
    // A message that is edited in place may grow; the list shrinks when a keyboard comes up on the screen.
    const watch = new ResizeObserver(goDown);
    element.addEventListener('scroll', onScroll, { passive: true });
    for (const part of [element, ...element.children]) watch.observe(part);
    return () => {
      watch.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [newest]);
  return list;
}
