/** `npm run attacks`: what the product fends off; a full run is written to `proof/attacks.json`, which the README quotes. */
import { runSuite } from '../run.ts';
import { attacks } from './probes.ts';

await runSuite({ results: './attacks.json', probes: attacks, isSideBySide: false });
