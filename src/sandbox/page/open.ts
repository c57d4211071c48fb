/** The page with everything behind it: a Slack, a WeCom, the real bot, and a school that has sent something already. */

import { isNotNull } from 'drizzle-orm';
import { createCatalogue } from '../../catalogue/catalogue.ts';
import { systemClock } from '../../clock.ts';
import { authorisations, deliveries } from '../../store/schema.ts';
import type { Say } from '../play.ts';
import { playNotice } from '../play-notice.ts';
import { playTemplate } from '../play-template.ts';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../rehearsal.ts';
import { chenguangCompany, chenguangSuite, chenguangTemplates } from '../wecom/provider/sample.ts';
import { bundlePage } from './bundle.ts';
import type { PageLocale } from './contract.ts';
import { keywordSamples, openSamples, pageEnv, pageSchool, players, type Samples, sampleWecom } from './samples.ts';
import { type Page, startPage } from './server.ts';
import { pageWords } from './words.ts';

type SandboxOptions = {
  door: 'http' | 'socket';
  locale: PageLocale;
  dataDir: string;
  port: number;
  /** Nothing was sent yet. */
  isEmpty: boolean;
};

/** Resolves once the page can be used; the samples are sent meanwhile. */
export async function openSandbox(options: SandboxOptions, say: Say): Promise<Pick<Page, 'stop'>> {
  const { door, locale, dataDir, port } = options;
  const words = pageWords[locale].terminal;
  say(words.starting);
  const samples = openSamples();
  const [rehearsal, bundle] = await Promise.all([startSchool({ door, dataDir }, samples), bundlePage()]);
  const page = await startPage({ rehearsal, door, samples, bundle, locale, port });
  say(words.ready(page.url));
  if (!options.isEmpty && (await isNew(rehearsal)))
    sendSamples(rehearsal, { samples, locale }).catch((error: unknown) => say(words.noSamples(error)));
  return {
    async stop() {
      await page.stop();
      await rehearsal.stop();
    },
  };
}

/** The rehearsal behind the page. */
export async function startSchool(
  options: Pick<RehearsalOptions, 'door' | 'dataDir' | 'databaseUrl' | 'clock' | 'log'>,
  samples: Samples,
): Promise<Rehearsal> {
  const given = { thirdParty: true, ...pageSchool, env: pageEnv, wecom: sampleWecom(samples) };
  const rehearsal = await startRehearsal({ ...options, ...given });
  await setUp(rehearsal);
  return rehearsal;
}

/** What an administrator would have done before: three templates are entered, one company has authorised the app. */
async function setUp({ store, wecom }: Rehearsal): Promise<void> {
  const catalogue = createCatalogue({ db: store.db, clock: systemClock, newId: () => crypto.randomUUID() });
  const { meeting, leave, fee } = chenguangTemplates;
  for (const { suiteId, templateId, name, keys } of [meeting, leave, fee]) {
    const keywords = keys.map((key) => ({ key, sample: keywordSamples[key] ?? '' }));
    await catalogue.add({ suiteId, templateId, name, keywords }, 'U0ADMIN');
  }
  await wecom.authorise({ suiteId: chenguangSuite.suiteId, corpId: chenguangCompany.corpId });
  // The bot asks for what was authorised after it has answered the push: until then a form knows of one app less.
  const known = () => store.db.select().from(authorisations).where(isNotNull(authorisations.info));
  while ((await known()).length === 0) await systemClock.sleep(20);
}

/** Nothing was sent before with this data: the same again on one day is asked about. */
async function isNew({ store }: Rehearsal): Promise<boolean> {
  return (await store.db.select({ id: deliveries.id }).from(deliveries).limit(1)).length === 0;
}

/** By somebody nobody else is, so that their forms are in nobody's way. */
async function sendSamples(rehearsal: Rehearsal, { samples, locale }: { samples: Samples; locale: PageLocale }) {
  const player = { locale, as: players[locale] };
  const quietly = () => undefined;
  await playTemplate(rehearsal, player, quietly);
  await playNotice(rehearsal, { ...player, list: samples.list }, quietly);
}
