/** The small Slack: places, the open one, its open thread, and the modal over them. */
import { useEffect, useState } from 'preact/hooks';
import type { PagePlace, SlackState } from '../../contract.ts';
import { Banners, Notice } from './banners.tsx';
import { Channel } from './channel.tsx';
import { ModalStack } from './modal-stack.tsx';
import { Places } from './places.tsx';
import { useSession } from './session.ts';
import { Thread } from './thread.tsx';
import { useUnread } from './unread.ts';

export function SlackSide() {
  const { state } = useSession();
  const [placeId, setPlaceId] = useState(() => location.hash.slice(1));
  const [threadTs, setThreadTs] = useState<string | null>(null);
  const [isListOpen, setListOpen] = useState(false);
  const place = state.places.find(({ id }) => id === placeId) ?? homeOf(state);
  const unread = useUnread(state, place?.id ?? '');
  useEffect(() => {
    if (place) history.replaceState(null, '', `${location.search}#${place.id}`);
  }, [place?.id]);
  if (!place) return null;
  const open = (id: string) => {
    setPlaceId(id);
    setThreadTs(null);
    setListOpen(false);
  };
  const parent = state.messages[place.id]?.find(({ ts }) => ts === threadTs) ?? null;
  return (
    <>
      <Banners />
      <div class="slack-room">
        <div class="slack-body" inert={state.modals.length > 0} data-list={isListOpen} data-thread={parent !== null}>
          <Places current={place.id} unread={unread} open={open} close={() => setListOpen(false)} />
          <Channel key={place.id} place={place} openThread={setThreadTs} openList={() => setListOpen(true)} />
          {parent && <Thread key={parent.ts} place={place} parent={parent} close={() => setThreadTs(null)} />}
        </div>
        <ModalStack />
      </div>
      <Notice />
    </>
  );
}

/** Where a person most likely wants to be: a channel the bot is in too. */
function homeOf({ places }: SlackState): PagePlace | undefined {
  return places.find((place) => place.isBotMember && !place.isArchived) ?? places[0];
}
