import type { RecipientList } from '../src/audience.ts';
import type { Draft as AnyDraft } from '../src/compose/draft.ts';
import type { Cover } from '../src/delivery/relay.ts';
import type { Submission } from '../src/delivery/submit.ts';
import type { Delivery } from '../src/delivery/summary.ts';
import { type NoticeParts, readNoticeDraft } from '../src/notice/draft.ts';

type Draft = AnyDraft<NoticeParts>;

/** Drafts, covers and deliveries in memory, obeying what `DraftStore`, `CoverStore` and the ledger promise. */
export function memory() {
  const drafts = new Map<string, Draft>();
  const lists = new Map<string, RecipientList[]>();
  const covers = new Map<string, Cover>();
  const deliveries = new Map<string, Submission & { number: number }>();
  const save = async (draft: Draft) => {
    const { id, owner, teamId, ...content } = draft;
    if ((drafts.get(id)?.round ?? 0) > draft.round) return false;
    drafts.set(id, { id, owner, teamId, ...readNoticeDraft(structuredClone(content)) });
    return true;
  };
  const asDelivery = (row: Submission & { number: number }) => row as unknown as Delivery;
  return {
    deliveries,
    drafts: {
      load: async (id: string, owner: string) => {
        const draft = drafts.get(id);
        return draft?.owner === owner ? draft : null;
      },
      save,
      saveChecked: async (draft: Draft, read: RecipientList[]) => {
        const saved = await save(draft);
        if (saved) lists.set(draft.id, read);
        return saved;
      },
      lists: async ({ id }: Draft) => lists.get(id) ?? [],
    },
    covers: {
      last: async (sender: string) => {
        const last = [...deliveries.values()].findLast((each) => each.sender === sender);
        const cover = last && last.message.type === 'notice' ? covers.get(last.message.cover) : undefined;
        return cover ? { sha256: cover.sha256, name: cover.name, size: cover.bytes.length } : null;
      },
      save: async (cover: Cover) => {
        covers.set(cover.sha256, cover);
        return { sha256: cover.sha256, name: cover.name, size: cover.bytes.length };
      },
      load: async (sha256: string) => covers.get(sha256) ?? null,
      touch: async (sha256: string) => covers.has(sha256),
    },
    ledger: {
      submit: async (submission: Submission) => {
        const first = deliveries.get(submission.id);
        const delivery = first ?? { ...submission, number: deliveries.size + 42 };
        deliveries.set(submission.id, delivery);
        return { type: first ? ('already' as const) : ('saved' as const), delivery: asDelivery(delivery) };
      },
      twin: async (fingerprint: string, since: number) => {
        const twin = [...deliveries.values()].findLast(
          (each) => each.fingerprint === fingerprint && each.submittedAt > since,
        );
        return twin ? asDelivery(twin) : null;
      },
    },
  };
}
