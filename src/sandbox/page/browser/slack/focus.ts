/** Where the keyboard is in a modal. */

const focusable = 'input, textarea, select, button, a[href], [tabindex="0"]';

function stops(dialog: HTMLElement): HTMLElement[] {
  const all = [...dialog.querySelectorAll<HTMLElement>(focusable)];
  return all.filter((one) => !one.matches(':disabled, [tabindex="-1"]') && one.getClientRects().length > 0);
}

/** Tab goes round in the dialog. */
export function keepFocusIn(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key !== 'Tab') return;
  const all = stops(event.currentTarget);
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  const isAtEnd = document.activeElement === from || document.activeElement === event.currentTarget;
  if (!isAtEnd) return;
  event.preventDefault();
  to?.focus();
}

/** A new modal, or a new page of one, begins where the bot says, or in its first field, or with itself. */
export function startFocus(dialog: HTMLElement | null): void {
  if (!dialog) return;
  const body = dialog.querySelector<HTMLElement>('.modal-body');
  body?.scrollTo({ top: 0 });
  const asked = body?.querySelector<HTMLElement>('[data-focus=true]');
  const first = body?.querySelector<HTMLElement>('.field input:not([type=file]), .field textarea');
  (asked ?? first ?? dialog).focus({ preventScroll: true });
}
