/**
 * What WeCom pushes about suites: stored before it is answered, worked through afterwards by the job `suite`.
 * An auth_code is good for one call within ten minutes, so it is used at once. Showing it again does no harm: a code that
 * was used is refused, and the authorisation it was used for is saved in one step with the end of its event.
 */
import { eq } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import { backoffMs, ticketWaitMs } from '../delivery/retry.ts';
import type { Log } from '../log.ts';
import type { Database, Transaction } from '../store/open.ts';
import { suiteEvents } from '../store/schema.ts';
import type { ApiAnswer } from '../wecom/answer.ts';
import type { Seal } from '../wecom/seal.ts';
import type { SuiteApi } from '../wecom/suite-api.ts';
import { appIdOf } from './apps.ts';
import type { Authorisations } from './authorisations.ts';
import { codeRow, dropCode, finish, insert, openEvents, type Pushed, type Row, rowOf } from './event-rows.ts';

/** What the administrator who asked for the install link is told. */
export type Outcome = { type: 'authorised'; corpName: string } | { type: 'failed'; errcode: number | null };

export type EventDeps = {
  db: Database;
  authorisations: Authorisations;
  seal: Seal;
  clock: Clock;
  random: () => number;
  log: Log;
  suite(suiteId: string): SuiteApi | null;
  /** The job that works through a suite's events; in the caller's transaction, or at a later time (ms since 1970). */
  nudge(tx: Transaction, suiteId: string): Promise<void>;
  wake(suiteId: string, at: number): Promise<void>;
  /** What waits for a ticket goes on. */
  ticketCame(suiteId: string): Promise<void>;
  /** Lets the courier look at the app: what waited for it, or what it can no longer send. */
  appChanged(tx: Transaction, appId: string): Promise<void>;
  tell(slackUser: string, suiteId: string, outcome: Outcome): Promise<void>;
};

/** Done with, or to be looked at again in so many ms. */
type Step = { type: 'done' } | { type: 'later'; waitMs: number };
const done: Step = { type: 'done' };

/** An auth_code lives ten minutes. */
const codeLifeMs = 10 * 60_000;
/** Longer than a call for a token usually takes. */
const lookAgainMs = 10_000;
/** Slack may be away; after an hour the list of companies has told it. */
const tellWithinMs = 60 * 60_000;

export type Events = ReturnType<typeof createEvents>;

export function createEvents(deps: EventDeps) {
  const { db, clock, seal } = deps;
  return {
    /** Resolves once it is stored; the same push again changes nothing. */
    async accept(event: Pushed, pushId: string): Promise<void> {
      await db.transaction(async (tx) => {
        const isNew = await insert(tx, rowOf(event, pushId, { seal, receivedAt: clock.now() }));
        if (!isNew) return;
        if (event.type === 'suite_ticket')
          await deps.authorisations.saveTicket(tx, event.suiteId, event.ticket, clock.now());
        await deps.nudge(tx, event.suiteId);
      });
    },

    /** An administrator came back from WeCom's install page; WeCom pushes no create_auth then. */
    async cameBack(suiteId: string, authCode: string, askedBy: string): Promise<void> {
      await db.transaction(async (tx) => {
        const row = codeRow({ type: 'create_auth', suiteId, authCode }, { seal, receivedAt: clock.now() });
        if (await insert(tx, { ...row, askedBy })) await deps.nudge(tx, suiteId);
      });
    },

    /** Works through what is open of one suite, in order. Called by the job `suite`; it may be called too often. */
    async work(suiteId: string, signal: AbortSignal): Promise<void> {
      await deps.ticketCame(suiteId);
      await lookAgain(deps, suiteId);
      const suite = deps.suite(suiteId);
      if (suite === null) return;
      // One that has to wait keeps no other back: an auth_code of another company has only minutes.
      for (const row of await openEvents(db, suiteId)) {
        if (signal.aborted) return;
        const step = await workOn(deps, suite, row);
        if (step.type === 'done') await finish(db, row.id, clock.now());
        else await postpone(deps, row, step.waitMs);
      }
    },
  };
}

/** A call that was on its way with the last ticket when a new one came has found none since: it waits for nothing. */
async function lookAgain({ authorisations, clock, wake }: EventDeps, suiteId: string): Promise<void> {
  const ticketAt = await authorisations.ticketAt(suiteId);
  if (ticketAt !== null && clock.now() < ticketAt + lookAgainMs) await wake(suiteId, ticketAt + lookAgainMs);
}

async function postpone({ db, clock, wake }: EventDeps, row: Row, waitMs: number): Promise<void> {
  await db
    .update(suiteEvents)
    .set({ tries: row.tries + 1 })
    .where(eq(suiteEvents.id, row.id));
  await wake(row.suiteId, clock.now() + waitMs);
}

async function workOn(deps: EventDeps, suite: SuiteApi, row: Row): Promise<Step> {
  switch (row.type) {
    case 'suite_ticket':
      return done;
    case 'create_auth':
    case 'reset_permanent_code':
      return authorise(deps, suite, row);
    case 'change_auth':
      return refresh(deps, suite, row);
    case 'cancel_auth':
      return cancel(deps, row);
  }
}

async function authorise(deps: EventDeps, suite: SuiteApi, row: Row): Promise<Step> {
  const { db, authorisations, clock, log } = deps;
  const code = row.authCode === null ? null : deps.seal.unseal(row.authCode);
  if (code === null || clock.now() > row.receivedAt + codeLifeMs) return failed(deps, row, null);
  const answer = await suite.permanentCode(code);
  if (answer.type !== 'ok') return later(deps, row, answer) ?? failed(deps, row, errcodeOf(answer));
  const { permanentCode, corpId, corpName } = answer.answer;
  const { suiteId, askedBy } = row;
  const at = clock.now();
  await db.transaction(async (tx) => {
    await authorisations.save(tx, { suiteId, corpId, corpName, permanentCode }, at);
    // What the app is in that company is another call, which may be repeated; the code is never used twice.
    await insert(tx, { id: `${row.id}:info`, suiteId, type: 'change_auth', corpId, askedBy, receivedAt: at });
    await finish(tx, row.id, at);
    await deps.nudge(tx, suiteId);
  });
  log.info({ suite: suiteId, corp: corpId }, 'a company authorised the suite');
  return done;
}

async function refresh(deps: EventDeps, suite: SuiteApi, row: Row): Promise<Step> {
  const { db, authorisations, log } = deps;
  const corpId = row.corpId ?? '';
  const known = await authorisations.find(row.suiteId, corpId);
  if (known === null || known.permanentCode === null) return done;
  const answer = await suite.authInfo(corpId, known.permanentCode);
  if (answer.type !== 'ok') {
    const errcode = errcodeOf(answer);
    log.warn({ suite: row.suiteId, corp: corpId, answer: answer.type, errcode }, 'no auth info');
    return later(deps, row, answer) ?? tellAsker(deps, row, { type: 'failed', errcode });
  }
  const { corpName, ...app } = answer.answer;
  await authorisations.saveApp(row.suiteId, corpId, corpName, app);
  await db.transaction((tx) => deps.appChanged(tx, appIdOf(row.suiteId, corpId)));
  return tellAsker(deps, row, { type: 'authorised', corpName: corpName || known.corpName });
}

async function cancel({ db, authorisations, appChanged, log }: EventDeps, row: Row): Promise<Step> {
  const corpId = row.corpId ?? '';
  await db.transaction(async (tx) => {
    await authorisations.remove(tx, row.suiteId, corpId);
    await appChanged(tx, appIdOf(row.suiteId, corpId));
  });
  log.info({ suite: row.suiteId, corp: corpId }, 'a company took its authorisation back');
  return done;
}

async function failed(deps: EventDeps, row: Row, errcode: number | null): Promise<Step> {
  if (!(await dropCode(deps.db, row.id))) return done;
  deps.log.error({ suite: row.suiteId, errcode }, 'an authorisation came to nothing');
  return tellAsker(deps, row, { type: 'failed', errcode });
}

async function tellAsker(deps: EventDeps, row: Row, outcome: Outcome): Promise<Step> {
  if (row.askedBy === null) return done;
  try {
    await deps.tell(row.askedBy, row.suiteId, outcome);
    return done;
  } catch (err) {
    deps.log.warn({ err, suite: row.suiteId }, 'whoever asked for the install link could not be told');
    if (deps.clock.now() > row.receivedAt + tellWithinMs) return done;
    return { type: 'later', waitMs: 1000 + backoffMs(row.tries + 1, deps.random()) };
  }
}

type Failure = Exclude<ApiAnswer<unknown>, { type: 'ok' }>;

/** Null: trying again is of no use. */
function later({ random }: EventDeps, { tries }: Row, answer: Failure): Step | null {
  switch (answer.type) {
    case 'notSent':
      return { type: 'later', waitMs: answer.hurdle === 'noTicket' ? ticketWaitMs : 1000 + backoffMs(tries, random()) };
    case 'unknown':
      return { type: 'later', waitMs: 1000 + backoffMs(tries, random()) };
    case 'refused': {
      const passes = answer.advice === 'busy' || answer.advice === 'slowDown' || answer.advice === 'throttled';
      return passes ? { type: 'later', waitMs: 2000 + backoffMs(tries + 1, random()) } : null;
    }
  }
}

function errcodeOf(answer: Failure): number | null {
  return answer.type === 'refused' ? answer.refusal.errcode : null;
}
