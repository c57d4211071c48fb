/** What the disk and the store allow: beside it stand the rates of what waits for them. */
import type { FloorAnswer, FloorAsk } from './floor-child.ts';
import { hire, type Worker } from './processes.ts';
import type { Figure } from './starts.ts';
import { onEachStore } from './stores.ts';

const times = 200;

export function measureFloors(rounds: number, server: string | undefined): Promise<Figure[]> {
  return onEachStore(server, async ({ name, folder, databaseUrl = '' }) => {
    const child: Worker<FloorAsk, FloorAnswer> = hire(new URL('./floor-child.ts', import.meta.url), [
      folder,
      databaseUrl,
    ]);
    const measure = async (what: FloorAsk['do']) => {
      const values: number[] = [];
      for (let i = 0; i < rounds; i++) values.push((await child.ask({ do: what, times })).perSecond);
      return values;
    };
    const figures: Figure[] = [
      {
        name: 'commits of one row, one after the other',
        unit: 'a second',
        values: await measure('commit'),
        note: name,
      },
    ];
    if (databaseUrl === '')
      figures.push({
        name: 'fsync of 8 kB',
        unit: 'a second',
        values: await measure('fsync'),
        note: 'the disk of the bench',
      });
    await child.stop();
    return figures;
  });
}
