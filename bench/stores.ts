/** Where the product keeps things while it is measured: embedded, and PostgreSQL where a server is named. */
import { cp } from 'node:fs/promises';
import { Client } from 'pg';
import { dropFolder, newFolder } from './processes.ts';
import { fillStore } from './product.ts';

/** Without a row. `folder` is for the embedded store, and for the process to live in. */
export type EmptyStore = { name: string; folder: string; databaseUrl?: string };

/** In a database of its own on `server`, which goes again. */
export async function onPostgres<T>(server: string, work: (store: Required<EmptyStore>) => Promise<T>): Promise<T> {
  const database = `relay_bench_${process.pid}`;
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const folder = newFolder();
  await order(server, `create database ${database}`);
  try {
    return await work({ name: 'PostgreSQL', folder, databaseUrl });
  } finally {
    await order(server, `drop database ${database} with (force)`);
    dropFolder(folder);
  }
}

export async function onEachStore<T>(
  server: string | undefined,
  work: (store: EmptyStore) => Promise<T[]>,
): Promise<T[]> {
  const folder = await newStoreFolder();
  const embedded = await work({ name: 'embedded store', folder });
  dropFolder(folder);
  return server === undefined ? embedded : [...embedded, ...(await onPostgres(server, work))];
}

let template: Promise<string> | undefined;

/** With an embedded store without a row. To create one takes seconds, to copy it does not: one is created in a run. */
export async function newStoreFolder(): Promise<string> {
  template ??= createStore();
  const folder = newFolder();
  await cp(await template, folder, { recursive: true });
  return folder;
}

async function createStore(): Promise<string> {
  const folder = newFolder();
  await fillStore({ folder }, async () => undefined);
  return folder;
}

async function order(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(sql);
  await client.end();
}
