/** Everything wired on one page: every command, form, button, job and route. */
import { randomUUID } from 'node:crypto';
import { openAccess } from './access.ts';
import type { AdminDeps } from './admin/deps.ts';
import { openAdmin } from './admin/open.ts';
import { registerAdmin } from './admin/register.ts';
import { tellAdmin } from './admin/tell.ts';
import { createCatalogue } from './catalogue/catalogue.ts';
import { type Clock, systemClock } from './clock.ts';
import { registerCommands } from './commands/register.ts';
import { createDrafts } from './compose/drafts.ts';
import { openForm } from './compose/open.ts';
import type { Config } from './config.ts';
import { backlog } from './delivery/backlog.ts';
import { createCourier } from './delivery/courier.ts';
import { dropLeases } from './delivery/lease.ts';
import { createLedger, type Happened, type Ledger, type Nudge } from './delivery/ledger.ts';
import { limitWarnings } from './delivery/limits.ts';
import { notAccepted } from './delivery/not-accepted.ts';
import { createRecaller } from './delivery/recall.ts';
import { concurrency } from './delivery/retry.ts';
import { deliveryName } from './delivery/summary.ts';
import { readListInWorker } from './list/in-worker.ts';
import { readTyped } from './list/typed.ts';
import type { Log } from './log.ts';
import { metricsRoute, openMetrics } from './metrics.ts';
import { createCovers } from './notice/covers.ts';
import type { NoticeDeps } from './notice/deps.ts';
import { readNoticeDraft } from './notice/draft.ts';
import { noticeCommand, registerNotice } from './notice/register.ts';
import { openProvider } from './provider/open.ts';
import { type ActionResult, type ButtonDeps, register as registerButtons } from './report/buttons.ts';
import { headlineLine } from './report/headline.ts';
import { dropPens } from './report/pen.ts';
import { createPermalink } from './report/permalink.ts';
import { createReporter } from './report/poster.ts';
import { reasonOf } from './report/reasons.ts';
import { registerFailures } from './slack/failures.ts';
import { createFetchFile } from './slack/files.ts';
import { openPeople } from './slack/people.ts';
import { openReceiver } from './slack/receiver.ts';
import { createBoltApp } from './slack/receiver-bolt.ts';
import { openTokenGate, tokenRefused } from './slack/token-gate.ts';
import { openCache } from './store/cache.ts';
import { createJobs } from './store/jobs.ts';
import type { Store } from './store/open.ts';
import { doubted, wakeUp } from './store/origin.ts';
import { readTemplateDraft } from './template/draft.ts';
import { registerTemplate } from './template/register.ts';
import { sealWith } from './wecom/seal.ts';

export type RelayApp = {
  /** Resolves with the port of the HTTP routes once requests are taken and waiting work goes on. */
  start(): Promise<number>;
  /** Takes nothing new, waits (≤10 s) for what is under way, then lets go of everything but the store. */
  stop(): Promise<void>;
};

export type AppDeps = {
  config: Config;
  store: Store;
  log: Log;
  clock?: Clock;
  /** In [0, 1), for the jitter of retries. */
  random?: () => number;
  /** A person says that the store was restored from a backup: nothing that was open in it is sent by itself. */
  isRestored?: boolean;
};

/** How long stopping waits for requests that are in flight. */
const stopWithinMs = 10_000;

/** How long a list may take to read; a hostile one ends as a fault. */
const readListWithinMs = 20_000;

export function createApp(deps: AppDeps): RelayApp {
  const { config, store, log, clock = systemClock, random = Math.random, isRestored = false } = deps;
  const cache = openCache(store, 'relay');
  const metrics = openMetrics({ clock, backlog: () => backlog(store.db, clock.now()) });
  const provider = openProvider({
    seen: metrics.calledWecom,
    ...{ config, db: store.db, keyv: cache, log, clock, random },
    nudge: (tx, suiteId) => jobs.suite(suiteId, { tx }),
    wake: (suiteId, at) => jobs.suite(suiteId, { at }),
    appChanged: (tx, appId) => jobs.advance(appId, { tx }),
    ticketCame: (appIds) => ledger.ticketCame(appIds),
    tell: (user, suiteId, outcome) => tell(user, suiteId, outcome),
  });

  const receiver = openReceiver({
    ...config,
    log,
    clock,
    readiness: async () => [...(await store.missing()), ...(await slackMissing())],
    routes: [...provider.routes, metricsRoute(metrics)],
    acked: metrics.acked,
  });
  const { app, client, triggerClient, checkToken } = createBoltApp({
    ...{ ...config, receiver, log },
    seen: metrics.calledSlack,
  });
  const slackMissing = openTokenGate({ checkToken, log, clock });
  const people = openPeople({ client: triggerClient, cache, defaultLocale: config.defaultLocale, log });
  const tell = tellAdmin({
    ...{ client, localeOf: people.localeOf },
    suiteName: (id) => config.wecom.suites.find(({ suiteId }) => suiteId === id)?.name ?? id,
  });
  const access = openAccess({
    senders: config.senders,
    admins: config.admins,
    groupMembers: people.groupMembers,
    refused: (refusal) => {
      ledger
        .record(refusal.user, `refused:${refusal.right}`, refusal)
        .catch((err: unknown) => log.error({ err }, 'a refusal is not in the audit'));
    },
  });

  const nudge: Nudge = {
    report: (tx, ...deliveryIds) => jobs.reports(deliveryIds, tx),
    advance: (tx, id) => jobs.advance(id, { tx }),
    recall: (tx, id) => jobs.recall(id, { tx }),
  };
  const happened: Happened = (event, delivery) => {
    metrics.happened(event);
    log.info({ delivery: deliveryName(delivery), event }, 'delivery');
  };
  const ledger = createLedger({ db: store.db, clock, nudge, happened });
  const covers = createCovers(store.db, clock.now);
  const { seal, unseal } = sealWith(config.slack.botToken.reveal(), 'response_url');
  const reporter = createReporter({
    client,
    fetch,
    unseal,
    db: store.db,
    clock,
    log,
    summary: ledger.summary,
    notAccepted: (summary) => notAccepted(store.db, summary),
    miniProgramName: (appid) => config.miniPrograms.find((one) => one.appid === appid)?.name ?? null,
    halt: ledger.halt,
    started: ledger.started,
    reportLater: (id, at) => jobs.report(id, { at }),
  });
  const courier = createCourier({
    db: store.db,
    ledger,
    nudge,
    clock,
    random,
    log,
    relay: provider.apps.relay,
    cover: covers.load,
    changed: reporter.touch,
    happened,
    settled: metrics.settled,
    wake: (id, at) => jobs.advance(id, { at }),
    concurrency: { ...concurrency, start: config.wecom.concurrency },
  });
  const recaller = createRecaller({
    ...{ db: store.db, ledger, nudge, clock, random, log, relay: provider.apps.relay },
    changed: reporter.touch,
    wake: (id, at) => jobs.recall(id, { at }),
  });
  const jobs = createJobs({
    ...{ store, log, clock, retention: config.retention },
    handlers: { advance: courier.advance, report: reporter.report, recall: recaller.recall, suite: provider.work },
  });

  const forms: Omit<NoticeDeps, 'drafts' | 'covers'> = {
    access,
    triggerClient,
    localeOf: people.localeOf,
    ledger,
    fetchFile: createFetchFile({
      token: config.slack.botToken,
      apiUrl: config.slack.apiUrl,
      fileInfo: (file) => client.files.info({ file }),
      log,
    }),
    readTyped,
    readList: (bytes, options) => readListInWorker(bytes, options, { timeoutMs: readListWithinMs }),
    apps: provider.apps.all,
    miniPrograms: config.miniPrograms,
    seal,
    newId: randomUUID,
    clock,
  };
  const noticeForm = registerNotice(app, {
    ...forms,
    drafts: createDrafts(store.db, clock.now, readNoticeDraft),
    covers,
  });
  const catalogue = createCatalogue({ db: store.db, clock, newId: randomUUID });
  const templateForm = registerTemplate(app, {
    ...forms,
    drafts: createDrafts(store.db, clock.now, readTemplateDraft),
    catalogue,
    suiteIds: config.wecom.suites.filter(({ kind }) => kind === 'suite').map(({ suiteId }) => suiteId),
    limits: (asked) => limitWarnings(store.db, { ...asked, now: clock.now() }),
  });
  const admin: AdminDeps = {
    access,
    triggerClient,
    localeOf: people.localeOf,
    suites: config.wecom.suites,
    authorisations: provider.authorisations,
    installs: provider.installs,
    publicUrl: config.publicUrl,
    catalogue,
    record: ledger.record,
    // What a suite asks WeCom for itself is no message; it is mended as a school notice of a suite is.
    reasonOf: (refusal, words) => reasonOf(refusal, { message: { type: 'notice' }, appId: 'suite:' }, words),
    clock,
  };
  registerAdmin(app, admin);
  registerCommands(app, {
    access,
    localeOf: people.localeOf,
    ledger,
    headline: headlineLine,
    permalink: createPermalink(store.db, client),
    clock,
    noticeCommand,
    openNotice: (asked, slack) => openForm(noticeForm, asked, slack),
    openTemplate: (asked, slack) => openForm(templateForm, asked, slack),
    openAdmin: (asked, slack) => openAdmin(admin, asked, slack),
  });
  registerButtons(app, {
    clock,
    find: ledger.find,
    isAdmin: access.isAdmin,
    maySend: access.maySend,
    localeOf: people.localeOf,
    recordRefusal: (user, action, deliveryId) => ledger.record(user, `refused:${action}`, { deliveryId }),
    deliveries: buttonActs(ledger, clock),
  });
  registerFailures(app, {
    client,
    localeOf: people.localeOf,
    log,
    track: receiver.track,
    newReference: () => randomUUID().slice(0, 8),
  });

  return {
    async start() {
      if (store.kind === 'embedded') await Promise.all([dropLeases(store.db), dropPens(store.db)]);
      if (await wakeUp({ store, now: clock.now(), isRestored }))
        log.warn('the store was restored from a backup: what was open in it is unknown, and a person decides');
      const [missing] = await Promise.all([slackMissing(), jobs.start()]);
      const refused = missing.find((each) => each.startsWith(tokenRefused));
      if (refused !== undefined) throw new Error(refused);
      for (const id of await doubted(store.db)) await jobs.report(id);
      for (const { id } of await provider.apps.all()) await jobs.advance(id);
      for (const { suiteId } of config.wecom.suites) await jobs.suite(suiteId);
      return receiver.start();
    },
    async stop() {
      await receiver.stop();
      await jobs.stop({ timeoutMs: stopWithinMs });
      await reporter.close();
      await provider.apps.close();
    },
  };
}

/** What the buttons under a report do to the ledger. */
function buttonActs(ledger: Ledger, clock: Clock): ButtonDeps['deliveries'] {
  const done = (changed: boolean) => ({ type: changed ? ('done' as const) : ('stale' as const) });
  const resume = async (id: string, by: string): Promise<ActionResult> => {
    const halt = (await ledger.find(id))?.halt;
    if (halt?.type === 'dailyLimit' && halt.until > clock.now()) return { type: 'tooEarly', until: halt.until };
    return done(await ledger.resume(id, by));
  };
  return {
    stop: async (id, by) => done(await ledger.halt(id, { type: 'cancelled', at: clock.now(), by })),
    resume,
    resendUnknown: async (id, by) => done((await ledger.decideUnknown(id, by, 'resend')) > 0),
    leaveUnknown: async (id, by) => done((await ledger.decideUnknown(id, by, 'leave')) > 0),
    retryPlace: async (id, by) => done(await ledger.retryPlace(id, by)),
    reportByDm: async (id, by) => done(await ledger.reportByDm(id, by)),
    recall: async (id, by) => {
      const outcome = await ledger.recall(id, by);
      return outcome === 'asked' ? { type: 'done' } : { type: 'notRecalled', why: outcome };
    },
  };
}
