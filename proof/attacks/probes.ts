/** Every row of the table of attacks. */
import type { Probe } from '../probe.ts';

export const attacks: Probe[] = [];
