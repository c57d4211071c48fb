/** The wire to the page's server: what one person sees, as it changes, and what they do. */
import type { Act, ActAnswer, SlackState } from '../../contract.ts';
import { coalesced, hear } from '../changes.ts';
import { post } from '../post.ts';

type WithoutAs<T> = T extends unknown ? Omit<T, 'as'> : never;
/** What a person does; who they are is the link's. */
export type Deed = WithoutAs<Act>;

export type Link = {
  act(deed: Deed): Promise<ActAnswer>;
  /** Gives the file's id; throws when the server does not take it. */
  upload(file: File): Promise<string>;
  /** Resolves when a state asked for after this call has arrived. */
  refresh(): Promise<void>;
  close(): void;
};

type Ears = {
  /** Null when nothing has changed. `askedAt` is on `performance.now`. */
  state(state: SlackState | null, askedAt: number): void;
  lost(isLost: boolean): void;
  /** Nobody there is called so. */
  unknown(): void;
};

export function openLink(as: string, ears: Ears): Link {
  let lastText = '';
  let isClosed = false;
  const load = async () => {
    const askedAt = performance.now();
    try {
      const answer = await fetch(`/state?${new URLSearchParams({ as })}`);
      const text = await answer.text();
      if (isClosed) return;
      if (answer.status === 404) return ears.unknown();
      const isSame = text === lastText;
      lastText = text;
      ears.state(isSame ? null : JSON.parse(text), askedAt);
      ears.lost(false);
    } catch {
      if (!isClosed) ears.lost(true);
    }
  };
  const refresh = coalesced(load);
  const hearNoMore = hear({ slack: refresh, open: refresh, error: () => ears.lost(true) });
  return {
    refresh,
    act: (deed) => post({ as, ...deed }),
    async upload(file) {
      const query = new URLSearchParams({ as, name: file.name });
      const answer = await fetch(`/upload?${query}`, { method: 'POST', body: file });
      if (!answer.ok) throw new Error(await answer.text());
      const { fileId }: { fileId: string } = await answer.json();
      return fileId;
    },
    close() {
      isClosed = true;
      hearNoMore();
    },
  };
}
