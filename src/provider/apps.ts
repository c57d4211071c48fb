/** Every app we can send as, own, delegated and suite, and its way to WeCom. */
import type { Keyv } from 'keyv';
import type { Clock } from '../clock.ts';
import type { OwnApp } from '../config.ts';
import type { SuiteConfig } from '../config-suites.ts';
import type { Relay } from '../delivery/relay.ts';
import type { Log } from '../log.ts';
import { openDelegatedApp, openSuiteApp, openWecomApp, type WecomApp } from '../wecom/app.ts';
import type { HttpOptions } from '../wecom/http.ts';
import { openSuite, type SuiteApi } from '../wecom/suite-api.ts';
import type { Authorisation, Authorisations } from './authorisations.ts';

/** Own apps send school notices, suites both, delegated apps school notices: template messages are for suites alone. */
export type App = {
  id: string;
  kind: 'own' | SuiteConfig['kind'];
  /** As people know it: the app, and the company where there are several. */
  name: string;
  corpId: string;
  suiteId: string | null;
  /** Authorised by a member: departments and tags are not to be named. */
  memberAuthorised: boolean;
  /** The company's account limit, null where nobody knows. */
  userMax: number | null;
};

export type AppsDeps = HttpOptions & {
  own: OwnApp | null;
  suites: SuiteConfig[];
  authorisations: Authorisations | null;
  keyv: Keyv;
  log: Log;
  clock: Clock;
};

export type Apps = ReturnType<typeof openApps>;

/** The app a suite is in one company. */
export function appIdOf(suiteId: string, corpId: string): string {
  return `${suiteId.startsWith('dk') ? 'delegated' : 'suite'}:${suiteId}:${corpId}`;
}

/** Null for an own app. */
function companyOf(appId: string): { suiteId: string; corpId: string } | null {
  const [kind, suiteId, corpId] = appId.split(':');
  return kind !== 'own' && suiteId && corpId ? { suiteId, corpId } : null;
}

type Opened = { code: string; agentId: number; app: WecomApp };

export function openApps(deps: AppsDeps) {
  const { own, suites, authorisations } = deps;
  const ownId = own === null ? null : `own:${own.corpId}:${own.agentId}`;
  const ownApp = own === null ? null : openWecomApp({ ...deps, ...own, secret: own.secret.reveal() });
  const apis = new Map(suites.map((suite) => [suite.suiteId, openSuiteApi(deps, suite)]));
  const opened = new Map<string, Opened>();
  const ownApps: App[] =
    own === null || ownId === null
      ? []
      : [{ ...bare, id: ownId, kind: 'own', name: own.name, corpId: own.corpId, suiteId: null }];
  /** A new code or agent is another way to WeCom; what is in flight on the old one still ends. */
  const retired: Promise<void>[] = [];

  const companyRelay = async (appId: string): Promise<Relay | null> => {
    const company = companyOf(appId);
    const found = company === null ? null : ((await authorisations?.find(company.suiteId, company.corpId)) ?? null);
    const ready = found === null ? null : readyOf(found);
    const earlier = opened.get(appId);
    if (earlier && ready && earlier.code === ready.code && earlier.agentId === ready.agentId) return earlier.app;
    if (earlier) {
      opened.delete(appId);
      retired.push(earlier.app.close());
    }
    const suite = company === null ? undefined : apis.get(company.suiteId);
    if (company === null || ready === null || suite === undefined) return null;
    const duplicateCheck = suites.some(({ suiteId, duplicateCheck }) => suiteId === company.suiteId && duplicateCheck);
    const options = { ...deps, ...company, agentId: ready.agentId, permanentCode: ready.code, duplicateCheck };
    const app = company.suiteId.startsWith('dk') ? openDelegatedApp(options) : openSuiteApp({ ...options, suite });
    opened.set(appId, { ...ready, app });
    return app;
  };

  return {
    /** The app's way to WeCom; null when it is not configured or not authorised any more. */
    relay: async (appId: string): Promise<Relay | null> => (appId === ownId ? ownApp : companyRelay(appId)),

    /** The own app as a list of at most one. */
    own: ownApps,

    suite: (suiteId: string): SuiteApi | null => apis.get(suiteId) ?? null,

    /** What can be sent as now, own app first. */
    async all(): Promise<App[]> {
      const companies = (await authorisations?.all()) ?? [];
      return [...ownApps, ...companies.flatMap((company) => appOf(company, suites, companies))];
    },

    async close(): Promise<void> {
      const open = [...opened.values()].map(({ app }) => app.close());
      await Promise.all([ownApp?.close(), ...open, ...retired]);
      await Promise.all([...apis.values()].map((api) => api.close()));
    },
  };
}

const bare = { memberAuthorised: false, userMax: null };

function openSuiteApi(deps: AppsDeps, suite: SuiteConfig): SuiteApi {
  const { authorisations } = deps;
  return openSuite({
    ...deps,
    suiteId: suite.suiteId,
    secret: suite.secret.reveal(),
    ticket: async () => (await authorisations?.ticket(suite.suiteId)) ?? null,
  });
}

/** Null while WeCom has not said which app it is, or when its code cannot be unsealed. */
function readyOf({ permanentCode, app }: Authorisation): { code: string; agentId: number } | null {
  return permanentCode === null || app === null ? null : { code: permanentCode, agentId: app.agentId };
}

function appOf(company: Authorisation, suites: SuiteConfig[], all: Authorisation[]): App[] {
  const suite = suites.find(({ suiteId }) => suiteId === company.suiteId);
  if (suite === undefined || company.app === null || readyOf(company) === null) return [];
  const several = all.filter(({ corpId }) => corpId === company.corpId).length > 1 || suites.length > 1;
  const name = several ? `${company.corpName} · ${suite.name}` : company.corpName;
  const { memberAuthorised, userMax } = company.app;
  return [
    {
      id: appIdOf(company.suiteId, company.corpId),
      kind: suite.kind,
      name: name || company.corpId,
      corpId: company.corpId,
      suiteId: company.suiteId,
      memberAuthorised,
      userMax,
    },
  ];
}
