/** The modals a person has open: only the one in front is drawn, with a way back. */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageView } from '../../contract.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { Icon } from '../blocks/icon.tsx';
import { HandsContext } from '../blocks/surroundings.ts';
import { keepFocusIn, startFocus } from './focus.ts';
import { formHands } from './form-hands.ts';
import { useSession } from './session.ts';
import { slackSays } from './words.ts';

export function ModalStack() {
  const { state } = useSession();
  const front = state.modals.at(-1);
  const before = useRef<Element | null>(null);
  // While drawing, because the form takes the focus before effects run here.
  if (front && !before.current) before.current = document.activeElement;
  useLayoutEffect(() => {
    if (front) return;
    if (before.current instanceof HTMLElement) before.current.focus();
    before.current = null;
  }, [front === undefined]);
  if (!front) return null;
  return (
    <div class="modal-layer">
      <ModalView key={front.id} view={front} isAlone={state.modals.length === 1} />
    </div>
  );
}

function ModalView({ view, isAlone }: { view: PageView; isAlone: boolean }) {
  const session = useSession();
  const { isBusy, submit, close } = useForm(view);
  const dialog = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => startFocus(dialog.current), [view.id, view.title]);
  useFirstError(dialog, view);
  return (
    <div
      ref={dialog}
      class="modal"
      role="dialog"
      tabIndex={-1}
      aria-modal="true"
      aria-labelledby={`${view.id}-title`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) void close(false);
        keepFocusIn(event);
      }}
    >
      <ModalHead view={view} isAlone={isAlone} close={close} />
      <form noValidate autocomplete="off" aria-busy={isBusy} onSubmit={submit}>
        <div class="modal-body">
          {view.trouble !== null && (
            <p class="alert alert-error" role="alert">
              {slackSays(session.words, view.trouble)}
            </p>
          )}
          <HandsContext.Provider value={formHands(session, view)}>
            <Blocks blocks={view.blocks} prefix={view.id} />
          </HandsContext.Provider>
        </div>
        <ModalFoot view={view} isBusy={isBusy} close={close} />
      </form>
    </div>
  );
}

/** Sent once at a time, when the server has all that was typed. */
function useForm(view: PageView) {
  const { act, buffer } = useSession();
  const isUnderWay = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isUnderWay.current || view.submit === null) return;
    isUnderWay.current = true;
    setBusy(true);
    await buffer.flush();
    await act({ act: 'submit', viewId: view.id });
    isUnderWay.current = false;
    setBusy(false);
  };
  const close: Close = (all) => act({ act: 'close', viewId: view.id, ...(all && { all }) });
  return { isBusy, submit, close };
}

type Close = (all: boolean) => Promise<unknown>;

function ModalHead({ view, isAlone, close }: { view: PageView; isAlone: boolean; close: Close }) {
  const { words } = useSession();
  return (
    <header class="modal-head">
      {!isAlone && (
        <button type="button" class="icon" aria-label={words.form.back} onClick={() => close(false)}>
          <Icon name="back" />
        </button>
      )}
      <h2 id={`${view.id}-title`}>{view.title}</h2>
      <button type="button" class="icon" aria-label={words.form.closeAll} onClick={() => close(true)}>
        <Icon name="close" />
      </button>
    </header>
  );
}

function ModalFoot({ view, isBusy, close }: { view: PageView; isBusy: boolean; close: Close }) {
  const { words } = useSession();
  const closeText = view.close ?? (view.submit === null ? words.form.close : words.form.cancel);
  return (
    <footer class="modal-foot">
      <button type="button" class="button" onClick={() => close(false)}>
        {closeText}
      </button>
      {view.submit !== null && (
        <button type="submit" class="button primary" disabled={isBusy} aria-busy={isBusy}>
          {isBusy && <span class="spinner" aria-hidden="true" />}
          {view.submit}
        </button>
      )}
    </footer>
  );
}

/** The first field with a complaint, each time there are other complaints. */
function useFirstError(dialog: { current: HTMLElement | null }, { errors, hash }: PageView): void {
  const text = JSON.stringify(errors);
  useLayoutEffect(() => {
    if (text === '{}') return;
    const field = dialog.current?.querySelector('.is-wrong');
    field?.querySelector<HTMLElement>('input, textarea, select, button')?.focus();
    field?.scrollIntoView({ block: 'nearest' });
  }, [text, hash]);
}
