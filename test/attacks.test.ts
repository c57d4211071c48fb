import { attacks } from '../proof/attacks/probes.ts';
import { testEmbedded, testOnServer } from './proof-kit.ts';

const name = 'what the product fends off, in short';
testEmbedded(name, attacks);
testOnServer(name, attacks);
