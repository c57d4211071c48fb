/** The modals a person has open: only the one in front is drawn, with a way back. */

import { useEffect, useRef, useState } from 'preact/hooks';
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
  useEffect(() => {
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
  const { words } = session;
  const dialog = useRef<HTMLDivElement>(null);
  const isUnderWay = useRef(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => startFocus(dialog.current), [view.id, view.title]);
  useFirstError(dialog, view);
  const once = async (work: () => Promise<unknown>) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setBusy(true);
    await session.buffer.flush();
    await work();
    isUnderWay.current = false;
    setBusy(false);
  };
  const submit = () => once(() => session.act({ act: 'submit', viewId: view.id }));
  const close = (all: boolean) => session.act({ act: 'close', viewId: view.id, ...(all && { all }) });
  const titleId = `${view.id}-title`;
  return (
    <div
      ref={dialog}
      class="modal"
      role="dialog"
      tabIndex={-1}
      aria-modal="true"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) void close(false);
        keepFocusIn(event);
      }}
    >
      <header class="modal-head">
        {!isAlone && (
          <button type="button" class="icon" aria-label={words.form.back} onClick={() => close(false)}>
            <Icon name="back" />
          </button>
        )}
        <h2 id={titleId}>{view.title}</h2>
        <button type="button" class="icon" aria-label={words.form.closeAll} onClick={() => close(true)}>
          <Icon name="close" />
        </button>
      </header>
      <form
        noValidate
        autocomplete="off"
        aria-busy={isBusy}
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit !== null) void submit();
        }}
      >
        <div class="modal-body">
          {view.trouble !== null && (
            <p class="alert alert-error" role="alert">
              {slackSays(words, view.trouble)}
            </p>
          )}
          <HandsContext.Provider value={formHands(session, view)}>
            <Blocks blocks={view.blocks} prefix={view.id} />
          </HandsContext.Provider>
        </div>
        <ModalFoot view={view} isBusy={isBusy} close={() => close(false)} />
      </form>
    </div>
  );
}

function ModalFoot({ view, isBusy, close }: { view: PageView; isBusy: boolean; close(): void }) {
  const { words } = useSession();
  const closeText = view.close ?? (view.submit === null ? words.form.close : words.form.cancel);
  return (
    <footer class="modal-foot">
      <button type="button" class="button" onClick={close}>
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
  useEffect(() => {
    if (text === '{}') return;
    const field = dialog.current?.querySelector('.is-wrong');
    field?.querySelector<HTMLElement>('input, textarea, select, button')?.focus();
    field?.scrollIntoView({ block: 'nearest' });
  }, [text, hash]);
}
