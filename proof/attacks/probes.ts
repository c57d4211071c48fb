/** Every row of the table of attacks. */
import type { Probe } from '../probe.ts';
import { bodies } from './bodies.ts';
import { callback } from './callback.ts';
import { canaries } from './canaries.ts';
import { connections } from './connections.ts';
import { dependencies } from './dependencies.ts';
import { files } from './files.ts';
import { forgeries } from './forgeries.ts';
import { injection } from './injection.ts';
import { roles } from './roles.ts';
import { signature } from './signature.ts';
import { uploads } from './uploads.ts';

export const attacks: Probe[] = [
  ...signature,
  ...bodies,
  ...uploads,
  ...roles,
  ...callback,
  ...files,
  ...injection,
  ...canaries,
  ...dependencies,
  ...connections,
  ...forgeries,
];
