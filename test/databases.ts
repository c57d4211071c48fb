/** Every kind of store the product runs on, fresh for each use. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, inject } from 'vitest';

/** Where a store may be opened; as `openStore` and `startRehearsal` want it. */
export type StorePlace = { databaseUrl: string | null; dataDir: string; remove(): Promise<void> };

const server = process.env.TEST_DATABASE_URL;

/** The same suite on the embedded store and, when TEST_DATABASE_URL names a server, on PostgreSQL. */
export function describeOnEachStore(name: string, suite: (newPlace: () => Promise<StorePlace>) => void): void {
  describe(`${name} (embedded)`, () => suite(embeddedPlace));
  describeOnServer(name, suite);
}

/** What only a server can do; nothing without one. */
export function describeOnServer(name: string, suite: (newPlace: () => Promise<StorePlace>) => void): void {
  if (server) describe(`${name} (PostgreSQL)`, () => suite(() => postgresPlace(server)));
}

export async function embeddedPlace(): Promise<StorePlace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'relay-test-'));
  await cp(inject('templateStore'), dataDir, { recursive: true });
  return { databaseUrl: null, dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

async function postgresPlace(serverUrl: string): Promise<StorePlace> {
  const name = `relay_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    dataDir: '',
    remove: () => administer(serverUrl, `drop database ${name} with (force)`),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
