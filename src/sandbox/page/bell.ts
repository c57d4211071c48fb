/** Server-sent events without content: what has changed, so that pages ask again. */
import type { ServerResponse } from 'node:http';
import type { Side } from './scene.ts';

/** Changes come in dozens; a page asks once for all of them. */
const gatherMs = 40;

export class Bell {
  readonly #pages = new Set<ServerResponse>();
  readonly #changed = new Set<Side>();
  #timer: NodeJS.Timeout | null = null;

  /** From now on this page is told. It comes back by itself when the connection is lost. */
  open(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 500\n\n');
    this.#pages.add(response);
    response.once('close', () => this.#pages.delete(response));
  }

  ring(side: Side): void {
    this.#changed.add(side);
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs).unref();
  }

  #tell(): void {
    this.#timer = null;
    const events = [...this.#changed].map((side) => `event: ${side}\ndata: {}\n\n`).join('');
    this.#changed.clear();
    for (const page of this.#pages) page.write(events);
  }
}
