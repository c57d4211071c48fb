/** Every kind of store the product runs on, fresh for each use. */
import { describe, inject } from 'vitest';
import { embeddedPlace as copyOf, serverPlace } from '../proof/places.ts';
import type { Place } from '../proof/probe.ts';

/** Where a store may be opened; as `openStore` and `startRehearsal` want it. */
export type StorePlace = Place;

const server = process.env.TEST_DATABASE_URL;

/** The same suite on the embedded store and, when TEST_DATABASE_URL names a server, on PostgreSQL. */
export function describeOnEachStore(name: string, suite: (newPlace: () => Promise<StorePlace>) => void): void {
  describe(`${name} (embedded)`, () => suite(embeddedPlace));
  describeOnServer(name, suite);
}

/** What only a server can do; nothing without one. */
export function describeOnServer(name: string, suite: (newPlace: () => Promise<StorePlace>) => void): void {
  if (server) describe(`${name} (PostgreSQL)`, () => suite(() => serverPlace(server)));
}

export function embeddedPlace(): Promise<StorePlace> {
  return copyOf(inject('templateStore'));
}
