/** The quick cut of a suite of probes, as tests. */
import { describe, expect, test } from 'vitest';
import { inWords, isFor, type Probe, run, type StoreName } from '../proof/probe.ts';
import { describeOnServer, embeddedPlace, type StorePlace } from './databases.ts';

const seed = Number(process.env.PROOF_SEED ?? Date.now() % 2 ** 31);

export function testEmbedded(name: string, probes: Probe[]): void {
  describe(`${name} (embedded)`, () => testOn('embedded', probes, embeddedPlace));
}

export function testOnServer(name: string, probes: Probe[]): void {
  describeOnServer(name, (newPlace) => testOn('PostgreSQL', probes, newPlace));
}

function testOn(store: StoreName, probes: Probe[], newPlace: () => Promise<StorePlace>): void {
  const wanted = probes.filter((probe) => isFor(probe, store));
  test.for(wanted)('$row $name', { timeout: 300_000 }, async (probe) => {
    const row = await run(probe, { store, newPlace, seed, isQuick: true, isLong: false });
    process.stdout.write(`${inWords(row)}\n`);
    // What only waited in vain is told apart from what is wrong.
    if (row.figures.includes(' did not happen')) throw new Error(row.figures);
    expect(row).toMatchObject({ isPassed: true });
  });
}
