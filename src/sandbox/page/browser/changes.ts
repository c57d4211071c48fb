/** What the server tells of changes, over one wire for both sides: a browser keeps only six to a server, for all its tabs. */

/** `open`: the wire is there, perhaps again; what was missed is not told. */
export type Ears = Partial<Record<'slack' | 'wecom' | 'open' | 'error', () => void>>;

let wire: EventSource | null = null;
let listeners = 0;

/** Gives what ends the hearing. */
export function hear(ears: Ears): () => void {
  const source = wire ?? new EventSource('/changes');
  wire = source;
  listeners++;
  const heard = Object.entries(ears);
  for (const [name, ear] of heard) source.addEventListener(name, ear);
  // Whoever comes later has missed the opening.
  if (source.readyState === EventSource.OPEN) ears.open?.();
  return () => {
    for (const [name, ear] of heard) source.removeEventListener(name, ear);
    if (--listeners > 0) return;
    source.close();
    wire = null;
  };
}

/** Many rings while one answer is on its way are one more question after it. */
export function coalesced(load: () => Promise<void>): () => Promise<void> {
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
