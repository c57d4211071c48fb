import { faults } from '../proof/faults/probes.ts';
import { testProbes } from './proof-kit.ts';

testProbes('what the product survives, in short', faults);
