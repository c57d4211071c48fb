/** Every kind of store the product runs on, fresh for each use. */
import { describe, inject } from 'vitest';
import { embeddedPlace as copyOf, serverPlace } from '../proof/places.ts';
import type { Place } from '../proof/probe.ts';

/** Where a store may be opened; as `openStore` and `startRehearsal` want it. */
export type StorePlace = Place;

const server = process.env.TEST_DATABASE_URL;

/** @param share Of cases that have nothing to do with the store and take long, those to be met on this one. */
type Suite = (newPlace: () => Promise<StorePlace>, share: <T>(cases: readonly T[]) => T[]) => void;

/** The same suite on the embedded store and, when TEST_DATABASE_URL names a server, on PostgreSQL. */
export function describeOnEachStore(name: string, suite: Suite): void {
  const share = <T>(cases: readonly T[]) => cases.filter((_, i) => !server || i % 2 === 0);
  describe(`${name} (embedded)`, () => suite(embeddedPlace, share));
  describeOnServer(name, suite);
}

/** What only a server can do; left out without one, and counted as such. */
export function describeOnServer(name: string, suite: Suite): void {
  const share = <T>(cases: readonly T[]) => cases.filter((_, i) => i % 2 === 1);
  describe.skipIf(!server)(`${name} (PostgreSQL)`, () => suite(() => serverPlace(server ?? ''), share));
}

export function embeddedPlace(): Promise<StorePlace> {
  return copyOf(inject('templateStore'));
}
