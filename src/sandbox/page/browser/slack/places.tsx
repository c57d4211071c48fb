/** Channels and direct messages, with a dot where something is new. */

import type { PagePlace } from '../../contract.ts';
import { Icon } from '../blocks/icon.tsx';
import { useSession } from './session.ts';

type PlacesProps = { current: string; unread: ReadonlySet<string>; open(id: string): void; close(): void };

export function Places({ current, unread, open, close }: PlacesProps) {
  const { state, words } = useSession();
  const groups = [
    { title: words.places.channels, places: state.places.filter(({ kind }) => kind !== 'direct') },
    { title: words.places.directs, places: state.places.filter(({ kind }) => kind === 'direct') },
  ];
  return (
    <nav class="places" aria-label={words.places.list}>
      <button type="button" class="icon places-close" aria-label={words.places.close} onClick={close}>
        <Icon name="close" />
      </button>
      {groups.map(({ title, places }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {places.map((place) => (
              <li key={place.id}>
                <PlaceButton
                  place={place}
                  isCurrent={place.id === current}
                  isUnread={unread.has(place.id)}
                  open={open}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <a class="sample-list" href="/sample-list.csv" download="">
        {words.composer.sampleList}
      </a>
    </nav>
  );
}

type PlaceButtonProps = { place: PagePlace; isCurrent: boolean; isUnread: boolean; open(id: string): void };

function PlaceButton({ place, isCurrent, isUnread, open }: PlaceButtonProps) {
  const { words } = useSession();
  return (
    <button
      type="button"
      class={isUnread ? 'place is-unread' : 'place'}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={() => open(place.id)}
    >
      <span class="place-sign" aria-hidden="true">
        <PlaceSign place={place} />
      </span>
      <span class="place-name">{place.name}</span>
      {isUnread && <span class="dot" role="img" aria-label={words.places.unread} />}
    </button>
  );
}

function PlaceSign({ place: { kind, isArchived } }: { place: PagePlace }) {
  if (isArchived) return <Icon name="archive" />;
  if (kind === 'private') return <Icon name="lock" />;
  return kind === 'direct' ? '@' : '#';
}

export function titleOf(place: PagePlace): string {
  return place.kind === 'direct' ? place.name : `#${place.name}`;
}
