/** PGlite's file system passes no fsync down to the disk; this one does, so that what is committed survives a power cut. */
import fs from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type OpenFile = { nfd: number; shared: { refcount: number } };
type FileOperation = (file: OpenFile) => unknown;

/** The part of Emscripten's NODEFS used here. `tryFSOperation` turns Node's errors into the errno PostgreSQL expects. */
type NodeFiles = {
  stream_ops: { open: FileOperation; close: FileOperation; fsync?: FileOperation };
  tryFSOperation(operation: () => number): number;
};

export class DurableFs extends NodeFS {
  readonly #open = new Set<number>();

  override async init(...args: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(...args);
    const { preRun = [] } = emscriptenOpts;
    type Module = Parameters<(typeof preRun)[number]>[0];
    const extend = (module: Module) => this.#extend(module.NODEFS as unknown as NodeFiles);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, extend] } };
  }

  /** Closes what a database that stopped itself has left open. */
  closeAll(): void {
    for (const file of this.#open) fs.closeSync(file);
    this.#open.clear();
  }

  #extend(files: NodeFiles): void {
    const { open, close } = files.stream_ops;
    files.stream_ops.open = (file) => {
      open(file);
      this.#open.add(file.nfd);
    };
    files.stream_ops.close = (file) => {
      close(file);
      if (file.shared.refcount === 0) this.#open.delete(file.nfd);
    };
    files.stream_ops.fsync = ({ nfd }) =>
      files.tryFSOperation(() => {
        fs.fsyncSync(nfd);
        return 0;
      });
  }
}
