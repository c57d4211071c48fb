import { attacks } from '../proof/attacks/probes.ts';
import { testProbes } from './proof-kit.ts';

testProbes('what the product fends off, in short', attacks);
