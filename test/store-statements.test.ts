import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { storeTrouble, withoutValues } from '../src/store/failures.ts';
import { openStore, rowsOf } from '../src/store/open.ts';
import { describeOnEachStore } from './databases.ts';
import { quietLog } from './store-kit.ts';

describeOnEachStore('raw statements', (newPlace) => {
  test('take and give the same on every store', async () => {
    const place = await newPlace();
    const store = await openStore({ ...place, log: quietLog });
    const list = [
      { id: 'parent_1', lines: [1, 2], text: '“王”,{}\\' },
      { id: 'p2', lines: [], text: null },
    ];
    const bytes = new Uint8Array([0, 1, 254, 255]);
    const result = await store.db.execute(sql`
      select x.*, ${1_790_000_000_000}::bigint as at, null::bigint as never, ${bytes}::bytea as bytes, ${true}::boolean as yes,
        (select count(*) from jsonb_array_elements(x.lines)) as many
      from jsonb_to_recordset(${JSON.stringify(list)}::text::jsonb) as x(id text, lines jsonb, text text)`);
    const rest = { at: 1_790_000_000_000, never: null, bytes: Buffer.from(bytes), yes: true };
    expect(rowsOf(result)).toEqual([
      { ...list[0], ...rest, many: 2 },
      { ...list[1], ...rest, many: 0 },
    ]);
    await store.close();
    await place.remove();
  });

  test('an error can be logged without what was in the statement', async () => {
    const place = await newPlace();
    const store = await openStore({ ...place, log: quietLog });
    const failing = store.db.execute(sql`insert into cache (key, value) values (${'canary-key'}, null)`);
    const plain = await failing.then(() => null, withoutValues);
    expect(plain).toBeInstanceOf(Error);
    const { message, stack = '', cause } = plain as Error;
    expect(message).toContain('null value in column "value"');
    expect([message, stack, JSON.stringify(cause)].join()).not.toContain('canary-key');
    expect(storeTrouble(plain)).toBeNull();
    await store.close();
    await place.remove();
  });
});
