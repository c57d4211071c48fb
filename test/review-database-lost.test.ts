/** The database server drops every connection, again and again, while a notice goes out. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Database, openStore } from '../src/store/open.ts';
import { describeOnServer, type StorePlace } from './databases.ts';
import { quietLog } from './store-kit.ts';
import { noticeTo, receivedOnce, sumsIn, until } from './story-delivery-kit.ts';
import { channelId, send, sharedRehearsal, threadWith, tick, wang } from './story-kit.ts';

describeOnServer('the database is restarted in mid-send', (newPlace) => {
  let place: StorePlace;
  const remembered = async () => {
    place = await newPlace();
    return place;
  };
  const school = sharedRehearsal(remembered, {
    wecom: { directory: 'open' },
    log: () => undefined,
    env: { LOG_LEVEL: 'fatal' },
  });

  const endOthers = (db: Database) =>
    db.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);

  test('everyone is told once, nobody twice, and the report adds up', async () => {
    const { wecom, slack } = school();
    const title = '数据库重启';
    const people = 40_000;
    wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: 200, carriedOut: true } });
    const ts = await send(school(), slack.person(wang), noticeTo(people, title));
    await threadWith(school(), ts, '发送中');
    const outside = await openStore({ ...place, log: quietLog });
    for (let times = 0; times < 8; times += 1) {
      await endOthers(outside.db);
      await tick(300);
    }
    await until(() => slack.threadText(channelId, ts).includes('名单：'), 'the result', 90_000);
    const thread = slack.threadText(channelId, ts);
    expect(receivedOnce(school(), people, title)).toBe(people);
    const [sum] = sumsIn(thread);
    expect(sum).toEqual({ parts: [people], total: people });
    await outside.close();
  });
});
