/** The two drivers answer a raw query differently; here the answers become the same. */

/** PostgreSQL's number for bigint. node-postgres leaves it a string, PGlite makes it a number. */
const bigintType = 20;

type Answer<Row> = { rows: Row[]; fields: { name: keyof Row; dataTypeID: number }[] };

/**
 * Rows of a raw query, the same from both drivers: bigint is a number, bytea a Buffer, jsonb what it says.
 * Give objects and lists as one text, `${JSON.stringify(value)}::text::jsonb`: the drivers do not agree on arrays.
 */
export function rowsOf<Row extends object>(result: unknown): Row[] {
  const { rows, fields } = result as Answer<Row>;
  for (const { name, dataTypeID } of fields) {
    if (dataTypeID !== bigintType) continue;
    for (const row of rows) if (row[name] !== null) Object.assign(row, { [name]: Number(row[name]) });
  }
  return rows;
}
