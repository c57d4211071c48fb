/** The two drivers answer a raw statement in two shapes; this is the one place that knows. */

type Field = { name: string; dataTypeID: number };
type Answer = { rows: Record<string, unknown>[]; fields: Field[] };

/** PostgreSQL's number for bigint. node-postgres leaves it a string, PGlite makes it a number. */
const int8 = 20;

/** Rows of `db.execute(sql…)`. bigint comes as number: ours are times, counts and ids, all below 2^53. */
export function rowsOf<Row extends object>(result: unknown): Row[] {
  const { rows, fields } = result as Answer;
  const bigints = fields.filter(({ dataTypeID }) => dataTypeID === int8).map(({ name }) => name);
  if (bigints.length > 0) for (const row of rows) for (const name of bigints) row[name] = numberOf(row[name]);
  return rows as Row[];
}

function numberOf(value: unknown): unknown {
  return value === null ? null : Number(value);
}
