/** What the page stands on: the rehearsal with the bot in it, and what was switched. */
import type { Rehearsal } from '../rehearsal.ts';
import type { Samples } from './samples.ts';
import type { Switches } from './switches.ts';

export type Scene = {
  rehearsal: Pick<Rehearsal, 'slack' | 'wecom' | 'restart'>;
  door: 'http' | 'socket';
  samples: Samples;
  switches: Switches;
  /** Not while it is being restarted. */
  isBotRunning: boolean;
  /** Tells every page that this side has changed. */
  ring(side: Side): void;
};

export type Side = 'slack' | 'wecom';
