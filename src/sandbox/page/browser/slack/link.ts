/** The wire to the page's server: what one person sees, as it changes, and what they do. */
import type { Act, ActAnswer, SlackState } from '../../contract.ts';

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
};

/** Many rings while one answer is on its way are one more question after it. */
function coalesced(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    next = null;
    running = load().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running.then(start);
    return next;
  };
}

export function openLink(as: string, ears: Ears): Link {
  let lastText = '';
  let isClosed = false;
  const load = async () => {
    const askedAt = performance.now();
    try {
      const text = await (await fetch(`/state?as=${as}`)).text();
      if (isClosed) return;
      const isSame = text === lastText;
      lastText = text;
      ears.state(isSame ? null : JSON.parse(text), askedAt);
      ears.lost(false);
    } catch {
      if (!isClosed) ears.lost(true);
    }
  };
  const refresh = coalesced(load);
  const changes = new EventSource('/changes');
  changes.addEventListener('slack', refresh);
  changes.addEventListener('open', refresh);
  changes.addEventListener('error', () => ears.lost(true));
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
      changes.close();
    },
  };
}

async function post(act: object): Promise<ActAnswer> {
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/act', { method: 'POST', headers, body: JSON.stringify(act) });
    return await answer.json();
  } catch (cause) {
    return { ok: false, error: String(cause) };
  }
}
