/** Every row of the table of faults. */
import type { Probe } from '../probe.ts';

export const faults: Probe[] = [];
