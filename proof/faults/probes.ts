/** Every row of the table of faults. */
import type { Probe } from '../probe.ts';
import { batchStates } from './batch-states.ts';
import { crashes } from './crash.ts';
import { freezes } from './freeze.ts';
import { killLoops } from './kill-loop.ts';
import { limits } from './limits.ts';
import { lostPosts } from './lost-posts.ts';
import { outage } from './outage.ts';
import { outcomes } from './outcomes.ts';
import { planner } from './planner.ts';
import { repeatedSubmissions } from './repeated-submissions.ts';
import { replicas } from './replicas.ts';
import { restarts } from './restarts.ts';
import { sharedLimit } from './shared-limit.ts';
import { storeTrouble } from './store-trouble.ts';
import { tokens } from './tokens.ts';
import { totals } from './totals.ts';

/** The longest first, so that none is left alone at the end. */
export const faults: Probe[] = [
  ...killLoops,
  crashes,
  ...replicas,
  storeTrouble,
  freezes,
  outcomes,
  sharedLimit,
  ...tokens,
  ...limits,
  outage,
  restarts,
  lostPosts,
  ...batchStates,
  planner,
  repeatedSubmissions,
  totals,
];
