import { faults } from '../proof/faults/probes.ts';
import { canMount, storeTrouble } from '../proof/faults/store-trouble.ts';
import { testEmbedded } from './proof-kit.ts';

const mayMount = await canMount();
if (!mayMount) process.stderr.write('A full disk (F10) is not tried: this user may not mount one.\n');

testEmbedded(
  'what the product survives, in short',
  faults.filter((probe) => mayMount || probe !== storeTrouble),
);
