/** Fresh stores of every kind the product runs on. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { openStore } from '../src/store/open.ts';
import type { Place } from './probe.ts';

/** Creating an embedded database takes seconds, copying one does not: one is made per run, every use gets a copy. */
export async function templatePlace(): Promise<Place> {
  const place = await emptyFolder('relay-template-');
  const store = await openStore({ ...place, log: pino({ level: 'silent' }) });
  await store.close();
  return place;
}

export async function embeddedPlace(templateDir: string): Promise<Place> {
  const place = await emptyFolder('relay-test-');
  await cp(templateDir, place.dataDir, { recursive: true });
  return place;
}

async function emptyFolder(prefix: string): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), prefix));
  return { databaseUrl: null, dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** A database of its own on that server. */
export async function serverPlace(serverUrl: string): Promise<Place> {
  const name = `relay_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    dataDir: '',
    remove: () => administer(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
