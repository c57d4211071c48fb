/** The script of the thread in which one list is read. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPacked } from './read.ts';
import type { ListOptions } from './result.ts';

const { input, with: options } = workerData as { input: Uint8Array; with: ListOptions };
const result = readPacked(input, options);
const buffers = result.type === 'read' ? result.lists.flatMap(({ ids, lines }) => [ids.buffer, lines.buffer]) : [];
parentPort?.postMessage(result, buffers);
