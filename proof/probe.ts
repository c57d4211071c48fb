/** One row of the published tables: what is done to the product, and what came of it. */

/** Where a store is opened; as `openStore` and `startRehearsal` want it. */
export type Place = { databaseUrl: string | null; dataDir: string; remove(): Promise<void> };

/** What a run is told. */
export type Conditions = {
  /** A short cut of the same, for `npm test`. */
  isQuick: boolean;
  /** Everything random comes from it. */
  seed: number;
  newPlace(): Promise<Place>;
};

/** `figures` in a few words, as the README prints them: "213 kills, 600 batches: 0 lost, 0 twice, 41 unknown". */
export type Finding = { isPassed: boolean; figures: string };

export type Probe = {
  /** The row in the published table: F1, B4 … */
  row: string;
  /** Tells it from others of the same row. */
  name: string;
  /** `none`: no store takes part, so it runs once. */
  stores: 'each' | 'server' | 'none';
  run(conditions: Conditions): Promise<Finding>;
};
