import { faults } from '../proof/faults/probes.ts';
import { testOnServer } from './proof-kit.ts';

// In a file of its own: the two run at the same time.
testOnServer('what the product survives, in short', faults);
