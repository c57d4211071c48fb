/** Every row of the table of faults. */
import type { Probe } from '../probe.ts';
import { crashes } from './crash.ts';
import { freezes } from './freeze.ts';
import { killLoops } from './kill-loop.ts';
import { replicas } from './replicas.ts';

export const faults: Probe[] = [...killLoops, crashes, freezes, ...replicas];
