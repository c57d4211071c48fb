/** The third-party side: the suites of a provider, the companies that authorised them, and what WeCom pushes about both. */
import type { Keyv } from 'keyv';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Route } from '../slack/receiver-server.ts';
import type { Database } from '../store/open.ts';
import type { HttpOptions } from '../wecom/http.ts';
import { sealWith } from '../wecom/seal.ts';
import { type App, type Apps, openApps } from './apps.ts';
import { type Authorisations, createAuthorisations } from './authorisations.ts';
import { createEvents, type EventDeps } from './events.ts';
import { createInstalls, type Installs } from './install.ts';
import { providerRoutes } from './routes.ts';

export type Provider = {
  apps: Apps;
  /** Null without suites. */
  authorisations: Authorisations | null;
  installs: Installs | null;
  /** The callback and the way back from the install page; empty without suites. */
  routes: Route[];
  /** What can be sent as by this suite. */
  appsOf(suiteId: string): Promise<App[]>;
  /** Works through what WeCom pushed about a suite; the job `suite`. */
  work(suiteId: string, signal: AbortSignal): Promise<void>;
};

export type ProviderDeps = {
  config: Config;
  db: Database;
  keyv: Keyv;
  log: Log;
  clock: Clock;
  random: () => number;
} & Pick<HttpOptions, 'seen'> &
  Pick<EventDeps, 'nudge' | 'wake' | 'appChanged' | 'tell'> & {
    /** What waits for a ticket, for one of these apps, goes on. */
    ticketCame(appIds: string[]): Promise<void>;
  };

export function openProvider(deps: ProviderDeps): Provider {
  const { config, db } = deps;
  const { suites } = config.wecom;
  const seal = config.secretKey === null ? null : sealWith(config.secretKey.reveal(), 'authorisations');
  const authorisations = seal && createAuthorisations(db, seal);
  const apps = openApps({ ...deps, ...config.wecom, authorisations });
  const appsOf = async (suiteId: string) => (await apps.all()).filter((app) => app.suiteId === suiteId);
  if (seal === null || authorisations === null || suites.length === 0) {
    return { apps, authorisations: null, installs: null, routes: [], appsOf, work: async () => undefined };
  }
  const ticketCame = async (suiteId: string) => deps.ticketCame((await appsOf(suiteId)).map(({ id }) => id));
  const events = createEvents({ ...deps, authorisations, seal, suite: apps.suite, ticketCame });
  const { installUrl } = config.wecom;
  const installs = createInstalls({ ...deps, installUrl, publicUrl: config.publicUrl, suite: apps.suite, events });
  const routes = providerRoutes({ ...deps, ...config.wecom, authorisations, events, installs });
  return { apps, authorisations, installs, routes, appsOf, work: events.work };
}
