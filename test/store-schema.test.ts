import { is, SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgDialect, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import * as schema from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { quietLog } from './store-kit.ts';

/** schema.ts is written into a schema of its own and read back beside what the migrations made: the database compares. */
describeOnEachStore('migrations', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: quietLog });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  test('make the tables that schema.ts describes', async () => {
    const tables = Object.values(schema).filter((value) => is(value, PgTable));
    await store.db.execute(sql`create schema mirror`);
    for (const table of tables) for (const line of statementsFor(table)) await store.db.execute(sql.raw(line));
    expect(tables.length).toBeGreaterThan(6);
    expect(await columnsIn(store, 'public')).toEqual(await columnsIn(store, 'mirror'));
    expect(await indexesIn(store, 'public')).toEqual(await indexesIn(store, 'mirror'));
  });

  test('are done once', async () => {
    const before = await store.db.execute(sql`select * from drizzle.__drizzle_migrations`);
    await store.close();
    store = await openStore({ ...place, log: quietLog });
    const after = await store.db.execute(sql`select * from drizzle.__drizzle_migrations`);
    expect(rowsOf(after)).toEqual(rowsOf(before));
  });
});

function statementsFor(table: PgTable): string[] {
  const { name, columns, primaryKeys, indexes } = getTableConfig(table);
  const keys = primaryKeys.map((key) => `primary key (${key.columns.map((column) => column.name).join(', ')})`);
  return [
    `create table mirror.${name} (${[...columns.map(columnLine), ...keys].join(', ')})`,
    ...indexes.map(({ config }) => {
      const on = config.columns
        .map((column) => (is(column, SQL) ? `(${textOf(column)})` : (column as PgColumn).name))
        .join(', ');
      const where = config.where ? ` where ${textOf(config.where)}` : '';
      return `create ${config.unique ? 'unique ' : ''}index ${config.name} on mirror.${name} (${on})${where}`;
    }),
  ];
}

function columnLine(column: PgColumn): string {
  const key = column.primary ? ' primary key' : '';
  const required = column.notNull ? ' not null' : '';
  const preset = typeof column.default === 'number' ? ` default ${column.default}` : '';
  return `${column.name} ${column.getSQLType()}${key}${required}${preset}`;
}

function textOf(condition: SQL): string {
  return new PgDialect().sqlToQuery(condition).sql;
}

async function columnsIn(store: Store, namespace: string): Promise<string[]> {
  return lines(
    store,
    namespace,
    sql`
    select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = ${namespace}::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`,
  );
}

async function indexesIn(store: Store, namespace: string): Promise<string[]> {
  return lines(store, namespace, sql`select indexdef as line from pg_indexes where schemaname = ${namespace}`);
}

async function lines(store: Store, namespace: string, query: SQL): Promise<string[]> {
  const rows = rowsOf<{ line: string }>(await store.db.execute(query));
  return rows.map(({ line }) => line.replaceAll(`${namespace}.`, '')).toSorted();
}
