/** The product's courier over a store, without Slack: `node relay-child.ts <url of WeCom> <folder> [<url of a database>]`. */
import { eq } from 'drizzle-orm';
import { systemClock } from '../src/clock.ts';
import { type Courier, createCourier } from '../src/delivery/courier.ts';
import { createLedger, type Nudge } from '../src/delivery/ledger.ts';
import { openLog } from '../src/log.ts';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { keepHeapSmall } from '../src/start-heap.ts';
import { openCache } from '../src/store/cache.ts';
import { openStore } from '../src/store/open.ts';
import { deliveries } from '../src/store/schema.ts';
import { openWecomApp } from '../src/wecom/app.ts';
import { work } from './processes.ts';
import { appId, audienceOf, type Load, mediaId, notice } from './relay-load.ts';

export type RelayAsk = { do: 'prepare'; load: Load } | { do: 'run'; inFlight: number };
/** From the order to run to the end of all. */
export type RelayAnswer = { ms: number };

keepHeapSmall();
const [, , apiUrl = '', dataDir = '', databaseUrl = ''] = process.argv;
const log = openLog({ level: 'warn', secrets: [] });
const clock = systemClock;
const store = await openStore({ databaseUrl: databaseUrl || null, dataDir, log });
const nobody: Nudge = { report: async () => undefined, advance: async () => undefined, recall: async () => undefined };
const ledger = createLedger({ db: store.db, clock, nudge: nobody });
const wecom = openWecomApp({ ...chenguangApp, apiUrl, keyv: openCache(store, 'relay'), log, clock });
const couriers = new Map<number, Courier>();

function courierFor(inFlight: number): Courier {
  const courier =
    couriers.get(inFlight) ??
    createCourier({
      db: store.db,
      ledger,
      nudge: nobody,
      clock,
      random: Math.random,
      log,
      relay: async () => wecom,
      cover: async () => null,
      changed: () => undefined,
      wake: async (_, at) => {
        throw new Error(`the courier stopped until ${new Date(at).toISOString()}`);
      },
      concurrency: { start: inFlight, max: inFlight },
    });
  couriers.set(inFlight, courier);
  return courier;
}

/** A delivery whose cover is uploaded and whose report stands in Slack. */
async function prepare(load: Load): Promise<void> {
  const id = `delivery-${load.round}-${load.batches}-${load.ids}`;
  await ledger.submit({
    ...{ id, series: 'N', appId, message: notice, fingerprint: id, audience: audienceOf(load), arithmetic: null },
    ...{ teamId: 'T', sender: 'U', channel: 'C', responseUrl: '', locale: 'zh', note: '', submittedAt: clock.now() },
  });
  await store.db.update(deliveries).set({ mediaId }).where(eq(deliveries.id, id));
  await ledger.started(id);
}

work<RelayAsk, RelayAnswer>(async (ask) => {
  const from = performance.now();
  if (ask.do === 'prepare') await prepare(ask.load);
  else await courierFor(ask.inFlight).advance(appId, new AbortController().signal);
  return { ms: performance.now() - from };
});
