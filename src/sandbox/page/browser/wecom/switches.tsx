/** How WeCom misbehaves, switched on and off. */
import { useId, useState } from 'preact/hooks';
import type { WecomState, WecomSwitches } from '../../contract.ts';
import { useWecom } from './use-wecom.ts';

const lasting = ['throttled', 'busy', 'slow', 'cutAnswer', 'allInvalid', 'ipNotAllowed'] as const;

const allOff: WecomSwitches = {
  ...{ invalidIds: [], tokenExpired: false, throttled: false, busy: false },
  ...{ slow: false, cutAnswer: false, allInvalid: false, ipNotAllowed: false },
};

export function isAnyOn({ switches }: WecomState): boolean {
  return switches.invalidIds.length > 0 || lasting.some((name) => switches[name]);
}

export function Switches() {
  const { state, words } = useWecom();
  const set = useSet();
  return (
    <>
      <p class="wecom-note">{words.switches.hint}</p>
      <InvalidIds />
      <TokenExpired />
      {lasting.map((name) => (
        <Switch key={name} name={name} />
      ))}
      <p>
        <button type="button" class="button" disabled={!isAnyOn(state)} onClick={() => set(allOff)}>
          {words.switches.allOff}
        </button>
      </p>
    </>
  );
}

/** What went wrong is told. */
function useSet() {
  const { act, tell } = useWecom();
  return async (switches: Partial<WecomSwitches>) => {
    const trouble = await act({ act: 'switchWecom', set: switches });
    if (trouble !== null) tell(trouble);
  };
}

function Switch({ name }: { name: (typeof lasting)[number] }) {
  const { state, words } = useWecom();
  const set = useSet();
  const [title, hint] = words.switches.names[name];
  return (
    <label class="wecom-switch">
      <input
        type="checkbox"
        role="switch"
        checked={state.switches[name]}
        aria-checked={state.switches[name]}
        onChange={(event) => set({ [name]: event.currentTarget.checked })}
      />
      <span>
        <strong>{title}</strong>
        <span class="wecom-note">{hint}</span>
      </span>
    </label>
  );
}

/** Over as soon as it has happened, so a button. */
function TokenExpired() {
  const { words, tell } = useWecom();
  const set = useSet();
  const [title, hint] = words.switches.names.tokenExpired;
  const expire = async () => {
    await set({ tokenExpired: true });
    tell(words.switches.expired);
  };
  return (
    <div class="wecom-switch">
      <span>
        <strong>{title}</strong>
        <span class="wecom-note">{hint}</span>
      </span>
      <button type="button" class="button" onClick={expire}>
        {words.switches.expireNow}
      </button>
    </div>
  );
}

function InvalidIds() {
  const { state, words } = useWecom();
  const { invalidIds } = state.switches;
  const set = useSet();
  const [typed, type] = useState<string | null>(null);
  const id = useId();
  const apply = async (event: SubmitEvent) => {
    event.preventDefault();
    await set({ invalidIds: (typed ?? '').split('\n') });
    type(null);
  };
  const { switches } = words;
  return (
    <form class="wecom-invalid" onSubmit={apply}>
      <label for={id}>
        <strong>{switches.invalidIds}</strong>
        <span class="wecom-note">{switches.invalidIdsHint}</span>
      </label>
      <textarea
        id={id}
        rows={3}
        spellcheck={false}
        value={typed ?? invalidIds.join('\n')}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <p>
        <button class="button" type="submit" disabled={typed === null}>
          {switches.apply}
        </button>
        <span class="wecom-note">{invalidIds.length > 0 ? switches.inForce(invalidIds.length) : switches.none}</span>
      </p>
    </form>
  );
}
