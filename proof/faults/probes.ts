/** Every row of the table of faults. */
import type { Probe } from '../probe.ts';
import { killLoops } from './kill-loop.ts';

export const faults: Probe[] = [...killLoops];
