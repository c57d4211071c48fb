/** What arrived on phones: a parent's WeChat and a member's WeCom. */
import { useState } from 'preact/hooks';
import type { PhoneCard } from '../../contract.ts';
import { clock } from './clock.ts';
import { useWecom } from './use-wecom.ts';

type Whose = 'family' | 'staff';
type NoticeCard = Extract<PhoneCard, { kind: 'notice' }>;
type TemplateCard = Extract<PhoneCard, { kind: 'template' }>;

/** A long list goes out in dozens. */
const shownRequests = 12;

const isFor = (whose: Whose, { kind }: PhoneCard) => (kind === 'notice') === (whose === 'family');

/** The phone on which something arrived last, until another is chosen. */
export function Phone() {
  const { state, words } = useWecom();
  const [chosen, choose] = useState<Whose | null>(null);
  const whose = chosen ?? (state.cards[0]?.kind === 'template' ? 'staff' : 'family');
  const cards = state.cards.filter((card) => isFor(whose, card));
  const { phone } = words;
  return (
    <>
      <fieldset class="wecom-segments">
        <legend class="wecom-hidden">{phone.whose}</legend>
        {(['family', 'staff'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="whose-phone" checked={one === whose} onChange={() => choose(one)} />
            <span>{phone[one]}</span>
          </label>
        ))}
      </fieldset>
      <div class={`phone ${whose}`}>
        <div class="phone-bar">{whose === 'family' ? phone.schoolNotices : phone.staffMessages}</div>
        <div class="phone-screen">
          {cards.length === 0 && <p class="phone-empty">{whose === 'family' ? phone.noNotice : phone.noMessage}</p>}
          {cards.map((card) => (
            <article key={card.nos[0]} class="phone-item">
              <p class="phone-time">{clock(card.at)}</p>
              {card.kind === 'notice' ? <Notice card={card} /> : <Template card={card} />}
              <Facts card={card} />
            </article>
          ))}
        </div>
      </div>
    </>
  );
}

function Notice({ card }: { card: NoticeCard }) {
  const { state, words } = useWecom();
  return (
    <div class="phone-card">
      <p class="phone-app">
        <span class="phone-logo" aria-hidden="true" />
        {card.appName} · {state.school.name}
      </p>
      <h3>{card.title || words.phone.noTitle}</h3>
      <img src={`/wecom/media/${card.mediaId}`} alt={words.phone.cover} width="520" height="416" loading="lazy" />
      <p class="phone-foot">
        <span class="phone-mini" aria-hidden="true" />
        {words.phone.miniProgram} · {card.miniProgram}
      </p>
    </div>
  );
}

function Template({ card }: { card: TemplateCard }) {
  const { words } = useWecom();
  return (
    <div class="phone-card" data-recalled={card.isRecalled}>
      <p class="phone-app">
        <span class="phone-logo" aria-hidden="true" />
        {card.appName}
        {card.isRecalled && <strong class="wecom-chip is-bad">{words.phone.recalled}</strong>}
      </p>
      <h3>{card.title}</h3>
      <dl>
        {card.items.map(({ key, value }) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="phone-foot">{words.phone.details} ›</p>
    </div>
  );
}

/** What the phone does not show: whom it went to, what a tap opens, which request it was. */
function Facts({ card }: { card: PhoneCard }) {
  const { words, showRequest } = useWecom();
  const { phone } = words;
  return (
    <p class="phone-facts">
      <span>{reachOf(card, phone)}</span>
      <span>
        {phone.opens} <code>{opensOf(card)}</code>
      </span>
      <span class="phone-requests">
        {phone.requests}
        {card.nos.slice(0, shownRequests).map((no) => (
          <button key={no} type="button" class="wecom-link" onClick={() => showRequest(no)}>
            #{no}
          </button>
        ))}
        {card.nos.length > shownRequests && '…'}
      </span>
    </p>
  );
}

function reachOf(card: PhoneCard, words: ReturnType<typeof useWecom>['words']['phone']): string {
  if (card.kind === 'template') return words.reached(card.reached);
  return card.reached === null ? words.wholeSchool : words.people(card.reached);
}

function opensOf(card: PhoneCard): string {
  if (card.kind === 'notice') return card.pagepath;
  return 'url' in card.opens ? card.opens.url : `${card.opens.appid} ${card.opens.pagepath}`;
}
