/** Every request WeCom received, the newest first; opened, its body and its answer. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WecomCall, WecomCallInFull } from '../../contract.ts';
import { clock } from './clock.ts';
import { JsonView } from './json-view.tsx';
import { useWecom } from './use-wecom.ts';

/** `opened`: the request somebody asked for on a phone. */
export function Requests({ opened }: { opened: number | null }) {
  const { state, words } = useWecom();
  if (state.calls.length === 0) return <p class="wecom-note">{words.requests.none}</p>;
  return (
    <>
      <p class="wecom-note">{words.requests.newestFirst}</p>
      <ul class="wecom-calls">
        {state.calls.map((call) => (
          <Call key={call.no} call={call} isAsked={call.no === opened} />
        ))}
      </ul>
    </>
  );
}

function Call({ call, isAsked }: { call: WecomCall; isAsked: boolean }) {
  const { words } = useWecom();
  const [isOpen, setOpen] = useState(isAsked);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isAsked) return;
    item.current?.scrollIntoView({ block: 'nearest' });
    item.current?.querySelector('summary')?.focus();
  }, [isAsked]);
  const name = call.api === null ? words.requests.unknown : (words.requests.apis[call.api] ?? call.api);
  return (
    <li ref={item}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="call-head">
            <span class="call-name">{name}</span>
            <Outcome call={call} />
          </span>
          <span class="call-path">
            {call.method} {call.path}
          </span>
          <span class="call-facts">
            <span>#{call.no}</span>
            <span>{clock(call.receivedAt)}</span>
            {call.answeredAt !== null && <span>{words.requests.ms(call.answeredAt - call.receivedAt)}</span>}
            {call.fault !== null && <span class="is-fault">{words.requests.fault(call.fault)}</span>}
          </span>
        </summary>
        {isOpen && <InFull call={call} />}
      </details>
    </li>
  );
}

function Outcome({ call }: { call: WecomCall }) {
  const { words } = useWecom();
  const { end, errcode, status } = call;
  if (end !== 'answered')
    return <span class={`wecom-chip ${end === 'open' ? '' : 'is-bad'}`}>{words.requests.ends[end]}</span>;
  if (errcode !== null)
    return <span class={`wecom-chip ${errcode === 0 ? 'is-good' : 'is-bad'}`}>errcode {errcode}</span>;
  const isGood = status !== null && status < 400;
  return <span class={`wecom-chip ${isGood ? 'is-good' : 'is-bad'}`}>HTTP {status}</span>;
}

/** Asked for when it is opened, and again when its answer has come. */
function InFull({ call }: { call: WecomCall }) {
  const { words } = useWecom();
  const [full, setFull] = useState<WecomCallInFull | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    fetch(`/wecom/calls/${call.no}`, { signal: gone.signal })
      .then((answer) => answer.json())
      .then(setFull, () => undefined);
    return () => gone.abort();
  }, [call.no, call.end]);
  if (!full) return <p class="wecom-note">{words.loading}</p>;
  const { requests } = words;
  return (
    <div class="call-full">
      {Object.keys(full.query).length > 0 && <Part title={requests.query} text={JSON.stringify(full.query)} />}
      <Part title={requests.body} text={full.body || null} none={requests.noBody} />
      <Part title={requests.answer} text={full.answer} none={requests.noAnswer} />
    </div>
  );
}

function Part({ title, text, none = '' }: { title: string; text: string | null; none?: string }) {
  return (
    <section>
      <h4>{title}</h4>
      {text === null ? <p class="wecom-note">{none}</p> : <JsonView text={text} />}
    </section>
  );
}
