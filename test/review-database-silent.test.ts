/** A database that says nothing any more, not even that it is gone: its host is off, or the network between is cut. */
import { connect, createServer, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { storeTrouble } from '../src/store/failures.ts';
import { openStore } from '../src/store/open.ts';
import { describeOnServer } from './databases.ts';
import { quietLog } from './store-kit.ts';

/** Hands everything on until it falls silent; new connections then get no answer either. */
async function openCable(to: URL) {
  const sockets: Socket[] = [];
  let isSilent = false;
  const server = createServer((near) => {
    const far = connect(Number(to.port || 5432), to.hostname);
    sockets.push(near, far);
    near.on('data', (bytes) => isSilent || far.write(bytes)).on('error', () => far.destroy());
    far.on('data', (bytes) => isSilent || near.write(bytes)).on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => isSilent || near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(to);
  url.port = String((server.address() as { port: number }).port);
  return {
    url,
    setSilent: (silent: boolean) => {
      isSilent = silent;
    },
    async cut() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describeOnServer('a silent database', (newPlace) => {
  test('is given up after a while, and used again when it speaks', async () => {
    const place = await newPlace();
    const cable = await openCable(new URL(place.databaseUrl ?? ''));
    cable.url.searchParams.set('query_timeout', '2000');
    const store = await openStore({ ...place, databaseUrl: cable.url.href, log: quietLog });
    await store.db.execute(sql`select 1`);
    const waiting = store.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      cable.setSilent(true);
      await tx.execute(sql`select 1`);
    });
    expect(storeTrouble(await waiting.catch((error: unknown) => error))).toBe('lost');
    expect(await store.missing()).toEqual(['the database does not answer (lost)']);
    cable.setSilent(false);
    expect(await store.missing()).toEqual([]);
    await store.close();
    await cable.cut();
    await place.remove();
  }, 30_000);
});
