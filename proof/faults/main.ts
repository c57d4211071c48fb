/** `npm run faults`: what the product survives; a full run is written to `proof/faults.json`, which the README quotes. */
import { runSuite } from '../run.ts';
import { faults } from './probes.ts';

await runSuite({ results: './faults.json', probes: faults, isSideBySide: true });
