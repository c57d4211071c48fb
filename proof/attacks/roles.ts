/** B3: who may do what, at every door: all that some may do is tried by all who may not. */
import { sql } from 'drizzle-orm';
import { type Rehearsal, startRehearsal } from '../../src/sandbox/rehearsal.ts';
import { rowsOf } from '../../src/store/open.ts';
import { cache } from '../../src/store/schema.ts';
import { channel } from '../../test/story-kit.ts';
import type { Conditions, Finding, Place, Probe } from '../probe.ts';
import { type Act, recordActs, type Verdict } from './acts.ts';
import { allowed, author, everybody, type Role, takeRights, workspace } from './cast.ts';
import { until } from './school.ts';

export const roles: Probe[] = [{ row: 'B3', name: 'everybody at every door', stores: 'none', run: everywhere }];

type Trial = { role: Role; act: Act; verdict: Verdict };
type Trials = { tried: number; wrong: string[] };

async function everywhere(conditions: Conditions): Promise<Finding> {
  const place = await conditions.newPlace();
  const school = await start(place, allowed);
  await school.slack.person('U0WAS').command('/wecom', { channel, text: 'list' });
  takeRights(school.slack.workspace);
  await forgetGroups(school);
  const acts = await recordActs(school);
  const who = conditions.isQuick ? everybody.filter((_, i) => i % 4 === 0) : everybody;
  const usual = await tryAll(school, trialsOf(acts, who));
  const unsure = await withGroupsUnknown(school, acts);
  await school.stop();
  const closed = await withEmptyLists(place, acts, who);
  const wrong = [usual, unsure, closed].flatMap((trials) => trials.wrong);
  return {
    isPassed: everybody.length >= 10 && wrong.length === 0,
    figures: `${who.length} roles × ${acts.length} actions: ${usual.tried} that are not allowed, ${unsure.tried} while Slack names no groups, ${closed.tried} with empty lists: ${wrong.length} got through or are not in the audit${wrong.map((text) => `; ${text}`).join('')}`,
  };
}

function start(place: Place, env: Record<string, string>): Promise<Rehearsal> {
  return startRehearsal({
    ...{ door: 'http', ...place, thirdParty: true, workspace },
    env: { ...env, LOG_LEVEL: 'silent', WECOM_SUITES_FILE: '' },
  });
}

/** What Slack said of groups is otherwise good for five minutes. */
async function forgetGroups({ store }: Rehearsal): Promise<void> {
  await store.db.update(cache).set({ expiresAt: 1 });
}

function trialsOf(acts: Act[], who: Role[]): Trial[] {
  const pairs = who.flatMap((role) => acts.map((act) => ({ role, act, verdict: act.verdict(role) })));
  return pairs.filter(({ verdict }) => verdict !== 'allowed');
}

/** One after the other, so that it is known who did what. */
async function tryAll(school: Rehearsal, trials: Trial[]): Promise<Trials> {
  const wrong: string[] = [];
  for (const { role, act, verdict } of trials) {
    const before = await stateOf(school, role);
    await act.do(school, role);
    const fault = await faultOf(school, { before, role, verdict });
    if (fault !== null) wrong.push(`${role.who}, ${act.name}: ${fault}`);
  }
  return { tried: trials.length, wrong };
}

type State = { things: string; refusals: number };

async function faultOf(
  school: Rehearsal,
  { before, role, verdict }: { before: State; role: Role; verdict: Verdict },
): Promise<string | null> {
  const isTold = async () => (await stateOf(school, role)).refusals > before.refusals;
  const inTime = verdict !== 'refused' || (await until(isTold, 'a line in the audit', 5000).then(yes, no));
  if (!inTime) return 'no line in the audit';
  return (await stateOf(school, role)).things === before.things ? null : 'something has changed';
}

const yes = () => true;
const no = () => false;

/** All that the acts are about, in one look. Who may send may have drafts of their own. */
async function stateOf({ store, wecom }: Rehearsal, role: Role): Promise<State> {
  const kept = ['deliveries', 'batches', 'templates', ...(role.sends ? [] : ['drafts'])];
  const texts = kept.map(
    (table) => sql`(select string_agg(t::text, ',' order by t::text) from ${sql.identifier(table)} t)`,
  );
  const looked = await store.db.execute(sql`
    select md5(concat_ws('|', ${sql.join(texts, sql`, `)})) as rows,
      (select count(*)::int from audit where action like 'refused:%') as refusals`);
  const [found] = rowsOf<{ rows: string; refusals: number }>(looked);
  return { things: `${found?.rows} ${wecom.log().length}`, refusals: found?.refusals ?? 0 };
}

/** Those who may by their group only may not while nobody says who is in it. */
async function withGroupsUnknown(school: Rehearsal, acts: Act[]): Promise<Trials> {
  await forgetGroups(school);
  school.slack.failNext('usergroups.users.list', 'internal_error', { times: 10_000 });
  const byGroup = everybody
    .filter(({ id }) => id === 'U0INGROUP' || id === 'U0BOSS')
    .map((role) => ({ ...role, sends: false, administers: false }));
  return tryAll(school, trialsOf(acts, byGroup));
}

/** The author may still stop what was hers. */
async function withEmptyLists(place: Place, acts: Act[], who: Role[]): Promise<Trials> {
  const school = await start(place, { SENDERS: '', ADMINS: '' });
  const nobody = who.filter((role) => role !== author).map((role) => ({ ...role, sends: false, administers: false }));
  const trials = await tryAll(school, trialsOf(acts, nobody));
  await school.stop();
  return trials;
}
