/** Suites, tickets and authorisations: WeCom pushes, the bot acts, the store keeps no secret in clear. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { AuthorisedApp } from '../src/authorised-app.ts';
import { chenguangCompany, chenguangDelegated, chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { purge } from '../src/store/maintenance.ts';
import { rowsOf } from '../src/store/open.ts';
import { authorisations, suiteEvents, suites } from '../src/store/schema.ts';
import { describeOnEachStore } from './databases.ts';
import { sharedRehearsal } from './story-kit.ts';
import { eventually, settled } from './story-third-party-kit.ts';

const { suiteId } = chenguangSuite;
const { corpId } = chenguangCompany;
const key = { suiteId, corpId };
const dayMs = 24 * 60 * 60_000;

describeOnEachStore('third-party apps', (newPlace) => {
  const rehearsal = sharedRehearsal(newPlace, { thirdParty: true });

  const company = async (suite = suiteId) =>
    (await rehearsal().store.db.select().from(authorisations)).find((row) => row.suiteId === suite);

  test("WeCom's check of the URL is answered, for either suite", async () => {
    for (const suite of [suiteId, chenguangDelegated.suiteId]) {
      expect(await rehearsal().wecom.checkUrl(suite)).toMatchObject({ taken: true });
    }
  });

  test('tickets are kept for each suite, sealed', async () => {
    const rows = await rehearsal().store.db.select().from(suites);
    expect(rows.map((row) => row.suiteId).sort()).toEqual([suiteId, chenguangDelegated.suiteId].sort());
    expect(JSON.stringify(rows)).not.toMatch(/ticket-|sandbox/i);
  });

  test('a company that authorises in the market can be sent to: code sealed, app and visible range known', async () => {
    const { wecom } = rehearsal();
    expect(await wecom.authorise(key)).toMatchObject({ taken: true });
    const row = await eventually(async () => (await company())?.info && company(), 'the company');
    const app: AuthorisedApp | null = row.info;
    expect(app).toMatchObject({ memberAuthorised: false, userMax: 200, scope: chenguangCompany.scope });
    expect(row.corpName).toBe(chenguangCompany.name);
    expect(wecom.authorisations()).toMatchObject([{ suiteId, corpId, isFetched: true }]);
    await settled(rehearsal());
    const codes = await rehearsal().store.db.select().from(suiteEvents);
    expect(codes.every((event) => event.authCode === null)).toBe(true);
  });

  test('a changed range or mode is fetched anew', async () => {
    const { wecom } = rehearsal();
    await wecom.changeAuth(key, { mode: 'member', scope: { members: [], departments: ['2'], tags: [] } });
    const row = await eventually(async () => {
      const found = await company();
      return found?.info?.memberAuthorised ? found : null;
    }, 'the change');
    expect(row.info?.scope.departments).toEqual(['2']);
    await wecom.changeAuth(key, { mode: 'admin', scope: chenguangCompany.scope });
    await eventually(async () => (await company())?.info?.memberAuthorised === false, 'the change back');
  });

  test('a delegated app has its own permanent code, which can be reset', async () => {
    const { wecom } = rehearsal();
    const delegated = { suiteId: chenguangDelegated.suiteId, corpId };
    await wecom.authorise(delegated);
    const first = await eventually(
      async () => (await company(delegated.suiteId))?.info && company(delegated.suiteId),
      'it',
    );
    await wecom.resetPermanentCode(delegated);
    await eventually(
      async () => (await company(delegated.suiteId))?.permanentCode !== first.permanentCode,
      'the new code',
    );
    await settled(rehearsal());
  });

  test('while no ticket comes an authorisation waits, and goes on with the next push', async () => {
    const { wecom } = rehearsal();
    await wecom.cancelAuth(key);
    await eventually(async () => (await company()) === undefined, 'the company to be gone');
    wecom.expireSuiteTokens({ as: 42009 });
    wecom.expireTickets();
    await wecom.authorise(key);
    await eventually(async () => {
      const [open] = await rehearsal().store.db.select().from(suiteEvents).where(sql`done_at is null`);
      return (open?.tries ?? 0) > 0;
    }, 'the first try');
    expect(await company()).toBeUndefined();
    await wecom.pushTicket(suiteId);
    await eventually(async () => (await company())?.info && company(), 'the company');
  });

  test('a company that takes it back leaves nothing of its own behind', async () => {
    await rehearsal().wecom.cancelAuth(key);
    await eventually(async () => (await company()) === undefined, 'the company to be gone');
    await settled(rehearsal());
    const left = await rehearsal().store.db.execute(sql`select * from authorisations where suite_id = ${suiteId}`);
    expect(rowsOf(left)).toEqual([]);
  });

  test('what was pushed is forgotten a week after it was worked through, and what is open is not', async () => {
    const { db } = rehearsal().store;
    const open = { id: 'open', suiteId: 'ww-of-nobody', type: 'change_auth' as const, corpId, receivedAt: 0 };
    await db.insert(suiteEvents).values(open);
    await purge(db, Date.now() + 6 * dayMs);
    expect((await db.select().from(suiteEvents)).length).toBeGreaterThan(1);
    await purge(db, Date.now() + 8 * dayMs);
    expect(await db.select().from(suiteEvents)).toMatchObject([{ id: 'open' }]);
  });
});
