/** One run of PGlite: how it is started, and how it is known to have stopped itself. */
import v8 from 'node:v8';
import { PGlite, types } from '@electric-sql/pglite';
import { DurableFs } from './durable-fs.ts';
import { NamedStatements } from './pglite-statements.ts';

/** The version of PostgreSQL in this PGlite; folders of another one cannot be read. */
export const postgresMajor = '18';

const startParams = [
  // -F would switch fsync off.
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  // The only method that Emscripten hands on: its fdatasync does nothing.
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', 'shared_buffers=16MB'],
];

/** PGlite's own take hundreds of bytes of memory for each byte. */
const bytea = {
  serialize: (bytes: Uint8Array) =>
    `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
  parse: (text: string) => Buffer.from(text.slice(2), 'hex'),
};

/**
 * V8 would recompile PostgreSQL's parser with its optimising compiler, which takes 600 MB for a second,
 * at every start. The quick compiler costs a third of the speed where much is computed and nothing where we wait for the disk.
 * Must run before PGlite's WebAssembly is compiled.
 */
export function keepWebAssemblySmall(): void {
  v8.setFlagsFromString('--no-wasm-tier-up');
  v8.setFlagsFromString('--no-wasm-dynamic-tiering');
}

/**
 * After a PANIC (a full disk) PGlite turns in circles for ever when it is asked again, and eats all memory:
 * so it is not asked again.
 */
class WatchedPglite extends PGlite {
  /** Why it stopped itself; null while it can be used. */
  fatal: Error | null = null;
  readonly #statements = new NamedStatements();

  override execProtocol(...args: Parameters<PGlite['execProtocol']>) {
    return this.#watch(() => super.execProtocol(...args));
  }

  override execProtocolStream(...[message, options]: Parameters<PGlite['execProtocolStream']>) {
    const send = (message: Uint8Array) => super.execProtocolStream(message, options);
    return this.#watch(() => this.#statements.exec(message, send));
  }

  async #watch<T>(ask: () => Promise<T>): Promise<T> {
    if (this.fatal !== null) throw this.fatal;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Error && endsTheDatabase(error)) this.fatal = error;
      throw error;
    }
  }
}

function endsTheDatabase(error: Error): boolean {
  if ('severity' in error) return error.severity === 'PANIC' || error.severity === 'FATAL';
  return error.name === 'RuntimeError';
}

export type Run = { db: WatchedPglite; files: DurableFs };

/** Opens the folder, recovering it when its last process was killed. */
export async function startPglite(folder: string): Promise<Run> {
  keepWebAssemblySmall();
  const files = new DurableFs(folder);
  const db = new WatchedPglite({
    fs: files,
    startParams,
    serializers: { [types.BYTEA]: bytea.serialize },
    parsers: { [types.BYTEA]: bytea.parse },
  });
  try {
    await db.waitReady;
  } catch (error) {
    files.closeAll();
    throw error;
  }
  return { db, files };
}
