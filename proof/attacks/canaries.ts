/** B7: every secret is known, everything goes wrong, and all that was said, kept or answered is searched for them. */

import { type Canary, leaksIn } from '../../test/secrets-detector.ts';
import { everyByte, everyRow, startWatchedSchool, toldToSlack } from '../../test/secrets-kit.ts';
import { pathsWith } from '../../test/secrets-paths.ts';
import { startWatchedProvider } from '../../test/secrets-third-party-kit.ts';
import { callbackPaths, wecomPaths as providerPaths } from '../../test/secrets-third-party-paths.ts';
import { wecomPaths } from '../../test/secrets-wecom-paths.ts';
import { authorise } from '../../test/story-third-party-kit.ts';
import type { Conditions, Finding, Place, Probe } from '../probe.ts';

export const canaries: Probe[] = [
  { row: 'B7', name: 'secrets of a school and of a provider, everything failing', stores: 'none', run: everywhere },
];

/** What was found in each place, and whether the place is the one that was meant. */
type Search = { met: number; taken: number; searched: number; leaks: string[] };

async function everywhere(conditions: Conditions): Promise<Finding> {
  const found = await Promise.all([ofSchool(conditions), ofProvider(conditions)]);
  const sum = (pick: (search: Search) => number) => found.reduce((total, search) => total + pick(search), 0);
  const leaks = found.flatMap((search) => search.leaks);
  return {
    isPassed: leaks.length === 0,
    figures: `${sum(({ met }) => met)} secrets, ${sum(({ taken }) => taken)} ways to fail, log at trace: ${leaks.length} found in ${(sum(({ searched }) => searched) / 1e6).toFixed(1)} MB of log, store, Slack, answers and metrics${leaks.map((leak) => `; ${leak}`).join('')}`,
  };
}

/** A few of each kind. */
function shortCut<T>(all: T[], { isQuick }: Conditions): T[] {
  return isQuick ? all.filter((_, i) => i % 32 === 0) : all;
}

async function ofSchool(conditions: Conditions): Promise<Search> {
  const place = await conditions.newPlace();
  const school = await startWatchedSchool(place, 'http');
  const taken = shortCut(pathsWith(wecomPaths), conditions);
  for (const { take } of taken) await take(school);
  const kept = [toldToSlack(school), await everyRow(school.store), school.stranger.heard.join('\n')];
  const known = school.canaries();
  await school.stop();
  return { taken: taken.length, ...(await searched([...kept, school.said.join('')], place, known)) };
}

async function ofProvider(conditions: Conditions): Promise<Search> {
  const place = await conditions.newPlace();
  const school = await startWatchedProvider(place);
  await authorise(school);
  const taken = shortCut([...providerPaths, ...callbackPaths], conditions);
  for (const { take } of taken) await take(school);
  for (const path of ['/metrics', '/readyz', '/healthz']) await school.call(path);
  const known = school.canaries();
  // The link to authorise by has its pre-auth code, and nothing else may.
  const inSlack = leaksIn(
    toldToSlack(school),
    known.filter(({ name }) => !name.startsWith('pre_auth_code')),
  );
  const pushed = school.wecom.pushes().flatMap(({ tries }) => tries.map(({ text }) => text));
  const kept = [[...school.answered, ...pushed].join('\n'), await everyRow(school.store)];
  await school.stop();
  const rest = await searched([...kept, school.said.join('')], place, known);
  return { ...rest, taken: taken.length, leaks: [...inSlack, ...rest.leaks] };
}

/** The files of an embedded store too: what a row no longer has may still lie there. */
async function searched(texts: string[], place: Place, known: Canary[]): Promise<Omit<Search, 'taken'>> {
  const all = [...texts.map((text) => Buffer.from(text)), await everyByte(place.dataDir)];
  return {
    met: known.length,
    searched: all.reduce((bytes, { length }) => bytes + length, 0),
    leaks: all.flatMap((text) => leaksIn(text, known)),
  };
}
