import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../src/store/embedded-folder.ts';
import { type Run, startPglite } from '../src/store/pglite.ts';

let folder: string;
let run: Run;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statements-'));
  await createDatabase(folder);
  run = await startPglite(folder);
  await run.db.exec('create table notes (id int primary key, text text)');
});

afterAll(async () => {
  await run.db.close();
  rmSync(folder, { recursive: true });
});

const kept = async () => {
  const { rows } = await run.db.query<{ statement: string }>('select statement from pg_prepared_statements');
  return rows.map(({ statement }) => statement);
};

test('what comes again keeps its plan, and gives the same', async () => {
  const insert = 'insert into notes values ($1, $2) returning *';
  for (let id = 1; id <= 8; id++)
    expect((await run.db.query(insert, [id, `n${id}`])).rows).toEqual([{ id, text: `n${id}` }]);
  expect(await kept()).toContain(insert);
  await expect(run.db.query(insert, [8, 'twice'])).rejects.toMatchObject({ code: '23505' });
  expect((await run.db.query(insert, [9, null])).rows).toEqual([{ id: 9, text: null }]);
});

test('a plan that no longer fits the table costs one error, and the next try has a new one', async () => {
  const select = 'select * from notes where id = $1';
  for (let i = 0; i < 3; i++) await run.db.query(select, [1]);
  await run.db.exec('alter table notes add column more int');
  await expect(run.db.query(select, [1])).rejects.toMatchObject({ code: '0A000' });
  expect((await run.db.query(select, [1])).rows).toEqual([{ id: 1, text: 'n1', more: null }]);
});

test('a failed transaction leaves nothing behind that a later statement meets', async () => {
  const select = 'select text from notes where id = $1';
  await run.db.query(select, [1]);
  await run.db
    .transaction(async (tx) => {
      await tx.query('select 1 / $1::int', [0]).catch(() => undefined);
      await tx.query(select, [1]);
    })
    .catch(() => undefined);
  expect((await run.db.query(select, [2])).rows).toEqual([{ text: 'n2' }]);
  expect((await run.db.query(select, [3])).rows).toEqual([{ text: 'n3' }]);
});

test('so many are kept and no more', async () => {
  for (let i = 0; i < 200; i++)
    for (let times = 0; times < 2; times++) await run.db.query(`select ${i} + $1::int`, [1]);
  expect((await kept()).length).toBeLessThanOrEqual(81);
  expect((await run.db.query<{ sum: number }>('select 5 + $1::int as sum', [1])).rows).toEqual([{ sum: 6 }]);
});
