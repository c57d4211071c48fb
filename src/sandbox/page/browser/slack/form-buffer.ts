/**
 * What is typed into a modal, until the server has it and a state asked for after that has arrived: a state that was
 * already on its way never takes characters back.
 */
import type { Entry } from '../../../slack/input-state.ts';

export type FieldRef = { viewId: string; blockId: string; actionId: string };

type Draft = {
  ref: FieldRef;
  entry: Entry;
  /** Not yet on its way. */
  isDirty: boolean;
  timer: ReturnType<typeof setTimeout> | null;
  /** Resolves when the last send is answered. */
  sent: Promise<void>;
  /** When the server had it; null while it may not. */
  savedAt: number | null;
};

export type FormBuffer = ReturnType<typeof createFormBuffer>;

export function createFormBuffer(outside: {
  send(ref: FieldRef, entry: Entry): Promise<unknown>;
  /** What `get` answers has changed. */
  changed(): void;
  /** The server has something new: time to ask for a state. */
  saved(): void;
  now(): number;
}) {
  const drafts = new Map<string, Draft>();
  const keyOf = ({ viewId, blockId, actionId }: FieldRef) => JSON.stringify([viewId, blockId, actionId]);

  const sendNow = (draft: Draft) => {
    if (draft.timer) clearTimeout(draft.timer);
    draft.timer = null;
    if (!draft.isDirty) return;
    draft.isDirty = false;
    const { entry } = draft;
    draft.sent = draft.sent.then(async () => {
      await outside.send(draft.ref, entry);
      if (draft.entry === entry) draft.savedAt = outside.now();
      outside.saved();
    });
  };

  const put = (ref: FieldRef, entry: Entry): Draft => {
    const fresh = { ref, timer: null, sent: Promise.resolve() };
    const draft = Object.assign(drafts.get(keyOf(ref)) ?? fresh, { entry, isDirty: true, savedAt: null });
    drafts.set(keyOf(ref), draft);
    outside.changed();
    return draft;
  };

  const sendAll = async (all: Draft[]) => {
    for (const draft of all) sendNow(draft);
    await Promise.all(all.map((draft) => draft.sent));
  };

  return {
    /** Undefined where the state's own entry counts. */
    get: (ref: FieldRef): Entry | undefined => drafts.get(keyOf(ref))?.entry,
    /** Typed; sent when nothing more came for a while. Without `afterMs` it waits for `flush`. */
    type(ref: FieldRef, entry: Entry, afterMs: number | null) {
      const draft = put(ref, entry);
      if (draft.timer) clearTimeout(draft.timer);
      draft.timer = afterMs === null ? null : setTimeout(() => sendNow(draft), afterMs);
    },
    /** Picked: sent at once, but after everything typed before it. */
    async pick(ref: FieldRef, entry: Entry) {
      const picked = put(ref, entry);
      await sendAll([...drafts.values()].filter((draft) => draft !== picked));
      await sendAll([picked]);
    },
    /** Resolves when the server has everything. */
    flush: () => sendAll([...drafts.values()]),
    /** A state has arrived that was asked for at that time. */
    arrived(askedAt: number) {
      for (const [key, { savedAt }] of drafts) if (savedAt !== null && savedAt <= askedAt) drafts.delete(key);
    },
  };
}
