/** Every row of the table of attacks. */
import type { Probe } from '../probe.ts';
import { signature } from './signature.ts';

export const attacks: Probe[] = [...signature];
