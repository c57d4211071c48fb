/** What arrived on phones, as cards. */
import { kinds } from '../wecom/addressees.ts';
import type { AppMessage } from '../wecom/message/outbox.ts';
import type { Sent } from '../wecom/outbox.ts';
import type { SandboxWecom } from '../wecom/server.ts';
import type { PhoneCard } from './contract.ts';

type Judged = Pick<SandboxWecom, 'sent' | 'messages' | 'provider' | 'apps' | 'authorisations'>;

const newest = { requests: 200, cards: 50 };

/** One request's card, and whom it reached; null: everybody. */
type Arrival = { card: PhoneCard; to: Set<string> | null };

/** Newest first. What went out in several requests is one card on each phone, and so here, unless somebody got it twice. */
export function cardsOf(wecom: Judged, miniPrograms: Record<string, string>): PhoneCard[] {
  const arrivals = [
    ...wecom
      .sent()
      .slice(-newest.requests)
      .map((sent) => ofNotice(wecom, sent, miniPrograms)),
    ...wecom
      .messages()
      .slice(-newest.requests)
      .map((message) => ofMessage(wecom, message)),
  ].sort((a, b) => a.card.at - b.card.at);
  const cards = arrivals.reduce<Arrival[]>((before, arrival) => {
    const rest = before.filter((one) => !isSameCard(one, arrival));
    const same = before.find((one) => isSameCard(one, arrival));
    return [...rest, same ? together(same, arrival) : arrival];
  }, []);
  return cards
    .slice(-newest.cards)
    .map(({ card }) => card)
    .reverse();
}

function isSameCard(one: Arrival, other: Arrival): boolean {
  return one.to !== null && other.to !== null && faceOf(one) === faceOf(other) && one.to.isDisjointFrom(other.to);
}

/** All that can be seen of it. */
function faceOf({ card: { nos, at, reached, ...face } }: Arrival): string {
  return JSON.stringify(face);
}

function together(one: Arrival, other: Arrival): Arrival {
  const to = new Set([...(one.to ?? []), ...(other.to ?? [])]);
  return { card: { ...other.card, nos: [...one.card.nos, ...other.card.nos], reached: to.size }, to };
}

function ofNotice(wecom: Judged, sent: Sent, miniPrograms: Record<string, string>): Arrival {
  const { no, at, wholeSchool, recipients } = sent;
  const { title, pagepath, mediaId, appid } = sent.card;
  const to = wholeSchool ? null : new Set(kinds.flatMap((kind) => recipients[kind].map((id) => `${kind} ${id}`)));
  const face = { appName: appNameOf(wecom, sent), title, miniProgram: miniPrograms[appid] ?? appid, pagepath, mediaId };
  return { card: { kind: 'notice', nos: [no], at, ...face, reached: to?.size ?? null }, to };
}

function ofMessage(wecom: Judged, message: AppMessage): Arrival {
  const { no, at, templateId, items, opens, recalledAt } = message;
  const title = wecom.provider.templates.find((one) => one.templateId === templateId)?.name ?? templateId;
  const to = new Set(message.reached);
  const face = { appName: appNameOf(wecom, message), title, items, opens, isRecalled: recalledAt !== null };
  return { card: { kind: 'template', nos: [no], at, ...face, reached: to.size }, to };
}

function appNameOf(wecom: Judged, { corpId, agentId }: { corpId: string; agentId: number }): string {
  const all = [...wecom.apps, ...wecom.authorisations()];
  return all.find((app) => app.corpId === corpId && app.agentId === agentId)?.name ?? String(agentId);
}
