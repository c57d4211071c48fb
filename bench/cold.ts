/** P10: from the call of node to ready, against importing Bolt, zod and undici; the store's own start is not counted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startLightSlack } from './light-slack.ts';
import type { Row } from './list.ts';
import { hire, serve, type Worker } from './processes.ts';
import { startProduct } from './product.ts';
import { inTurns, inWords } from './statistics.ts';
import type { StoreAnswer, StoreAsk } from './store-child.ts';
import { type EmptyStore, onEachStore } from './stores.ts';

export function benchCold(rounds: number, server: string | undefined): Promise<Row[]> {
  return onEachStore(server, async (store) => [await coldOn(store, rounds)]);
}

async function coldOn({ name, ...place }: EmptyStore, rounds: number): Promise<Row> {
  const slack = await startLightSlack();
  const product = async () => {
    const from = performance.now();
    const served = await startProduct({ slack, ...place });
    while ((await fetch(`${served.url}/readyz`)).status !== 200) await sleep(2);
    const ms = performance.now() - from;
    await served.stop();
    return { ms, storeMs: await storeStart(place) };
  };
  const imports = async () => {
    const from = performance.now();
    const served = await serve(new URL('./imports-child.ts', import.meta.url), { cwd: place.folder });
    const ms = performance.now() - from;
    await served.stop();
    return { ms, storeMs: 0 };
  };
  const pairs = await inTurns(rounds, product, imports);
  await slack.stop();
  const words = (numbers: number[]) => inWords(numbers);
  return {
    name: `P10 cold start to ready without the store's own, ${name}`,
    against: 'importing Bolt, zod and undici',
    aim: '≤1.25',
    ratios: pairs.map(({ ours, other }) => (ours.ms - ours.storeMs) / other.ms),
    note:
      `${words(pairs.map(({ ours }) => ours.ms))} ms, of which opening the store and the job engine ` +
      `${words(pairs.map(({ ours }) => ours.storeMs))}, to ${words(pairs.map(({ other }) => other.ms))} ms; tables are there`,
  };
}

/** What opening the same store and its job engine takes in a process that does nothing else. */
async function storeStart({ folder, databaseUrl = '' }: Omit<EmptyStore, 'name'>): Promise<number> {
  const child: Worker<StoreAsk, StoreAnswer> = hire(new URL('./store-child.ts', import.meta.url), [
    folder,
    databaseUrl,
  ]);
  const { ms } = await child.ask({ do: 'open' });
  await child.stop();
  return ms;
}
