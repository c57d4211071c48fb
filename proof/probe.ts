/** One row of the published tables: what is done to the product, and what came of it. */

/** Where a store is opened; as `openStore` and `startRehearsal` want it. */
export type Place = { databaseUrl: string | null; dataDir: string; remove(): Promise<void> };

/** What a run is told. */
export type Conditions = {
  /** A short cut of the same, for `npm test`: how long something took is told, but not judged. */
  isQuick: boolean;
  /** Crashes and lost answers many times as often. */
  isLong: boolean;
  /** Everything random comes from it. */
  seed: number;
  /** Fresh; what is not removed is removed when the run ends. */
  newPlace(): Promise<Place>;
};

/** `figures` in a few words, as the README prints them: "213 kills, 600 batches: 0 lost, 0 twice, 41 unknown". */
export type Finding = { isPassed: boolean; figures: string };

export type StoreName = 'embedded' | 'PostgreSQL';

export type Probe = {
  /** The row in the published table: F1, B4 … */
  row: string;
  /** Tells it from others of the same row. */
  name: string;
  /** `server`: on PostgreSQL only. `none`: the store makes no difference, so it runs once, on the embedded one. */
  stores: 'each' | 'server' | 'none';
  /** On this store its times are judged: it runs after the others, with nothing beside it. */
  alone?: StoreName;
  run(conditions: Conditions): Promise<Finding>;
};

/** What came of one probe on one store; the store is null where it makes no difference. */
export type Row = Finding & {
  row: string;
  name: string;
  store: StoreName | null;
  seed: number;
  seconds: number;
  /** Run again later than the rest of its table. */
  again?: Ran;
};

/** When and on what a table, or a row of it, was made. */
export type Ran = { measuredAt: string; machine: Machine };
export type Machine = { cpus: number; cpu: string; memoryGb: number; system: string; node: string };

export function isFor({ stores }: Probe, store: StoreName): boolean {
  return stores === 'each' || (stores === 'server') === (store === 'PostgreSQL');
}

/** Which of its plans a probe follows. */
export function lengthOf({ isQuick, isLong }: Conditions): 'quick' | 'full' | 'long' {
  if (isQuick) return 'quick';
  return isLong ? 'long' : 'full';
}

type Told = Conditions & { store: StoreName };

/** Removes every place that was used. A probe that throws has not passed. */
export async function run(probe: Probe, { store, newPlace, ...told }: Told): Promise<Row> {
  const places: Place[] = [];
  const keep = async () => {
    const place = await newPlace();
    places.push(place);
    return place;
  };
  const from = performance.now();
  const finding = await probe.run({ ...told, newPlace: keep }).catch(failed);
  await Promise.all(places.map((place) => place.remove()));
  return {
    ...{ row: probe.row, name: probe.name, store: probe.stores === 'none' ? null : store },
    ...finding,
    seed: told.seed,
    seconds: Math.round((performance.now() - from) / 100) / 10,
  };
}

/** The stack is for whoever watches; figures are published. */
function failed(error: unknown): Finding {
  console.error(error);
  return { isPassed: false, figures: error instanceof Error ? error.message : String(error) };
}

export function inWords({ row, name, store, isPassed, figures, seed, seconds }: Row): string {
  const where = store === null ? '' : ` (${store})`;
  return `${isPassed ? 'pass' : 'FAIL'} ${row} ${name}${where}: ${figures} [seed ${seed}, ${seconds} s]`;
}
