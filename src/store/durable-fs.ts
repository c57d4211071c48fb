/** PGlite's file system, but a commit waits until the disk has it: upstream passes no fsync down to Node. */
import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** The parts of Emscripten's module that are touched; they are internal to PGlite, whose version is pinned. */
type NodeFsModule = {
  NODEFS: {
    stream_ops: { fsync?: (stream: { nfd: number }) => number };
    tryFSOperation<T>(operation: () => T): T;
  };
};

export class DurableNodeFs extends NodeFS {
  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...given);
    const preRun = [emscriptenOpts.preRun ?? []].flat();
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, passFsyncDown] } };
  }
}

function passFsyncDown(module: object): void {
  const { NODEFS } = module as NodeFsModule;
  NODEFS.stream_ops.fsync = ({ nfd }) =>
    NODEFS.tryFSOperation(() => {
      fsyncSync(nfd);
      return 0;
    });
}
