/** A product whose every word is kept, and everything it has said and written down. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { like, sql } from 'drizzle-orm';
import { type Rehearsal, startRehearsal } from '../src/sandbox/rehearsal.ts';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';
import { rowsOf, type Store } from '../src/store/open.ts';
import { cache } from '../src/store/schema.ts';
import type { StorePlace } from './databases.ts';
import type { Canary } from './secrets-detector.ts';
import { type MovableClock, movableClock } from './story-kit.ts';

/** As WeCom's are made of letters that change in a URL. */
const wecomSecret = 'K3y+Wecom/canary=Zq8vT1s/0pLmNx7RbYd4';
/** `@`, `/` and `%` in a password have to be percent-encoded. */
const password = 'Pg@ss/canary%word-9vXk2';

export type WatchedSchool = Rehearsal & {
  clock: MovableClock;
  /** A server that is neither Slack's nor WeCom's; `heard` is what was asked of it. */
  stranger: { url: string; heard: string[] };
  /** Lines of the log, and whatever else was printed. */
  said: string[];
  /** What must be found nowhere; grows with each token that WeCom gives out and each URL that Slack does. */
  canaries(): Canary[];
};

/** Its log is at trace: that is all it says at debug, and more. */
export async function startWatchedSchool(place: StorePlace, door: 'http' | 'socket'): Promise<WatchedSchool> {
  const clock = movableClock();
  const said: string[] = [];
  const unhook = listenToOutput(said);
  const stranger = await openStranger();
  const rehearsal = await startRehearsal({
    ...{ clock, door, dataDir: place.dataDir, databaseUrl: withPassword(place.databaseUrl) },
    // A token dies when a path says so, not of old age.
    wecom: { tokenLifeSeconds: 365 * 24 * 3600, apps: [{ ...chenguangApp, secret: wecomSecret }] },
    env: { WECOM_SECRET: wecomSecret, LOG_LEVEL: 'trace', WECOM_CONCURRENCY: '1' },
    log: (line) => said.push(line),
  });
  const tokens = tokensSeenBy(rehearsal);
  return {
    ...rehearsal,
    clock,
    stranger,
    said,
    canaries: () => [...configured(rehearsal), ...numbered('access token', tokens), ...givenBySlack(rehearsal)],
    async stop() {
      await rehearsal.stop();
      await stranger.close();
      unhook();
    },
  };
}

export async function openStranger() {
  const heard: string[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    heard.push(JSON.stringify({ method, url, headers }));
    response.end('a,b,c');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** Everybody may come in with any password where the server trusts this machine. */
function withPassword(databaseUrl: string | null): string | null {
  if (databaseUrl === null) return null;
  const url = new URL(databaseUrl);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** Libraries may print past the log. */
function listenToOutput(said: string[]): () => void {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) {
    const { write } = stream;
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      said.push(Buffer.from(chunk).toString());
      return write.call(stream, chunk, ...rest);
    }) as typeof write;
  }
  return () => {
    for (const [i, stream] of streams.entries()) if (writes[i]) stream.write = writes[i];
  };
}

/** Every call passes this rule, none is struck by it. */
function tokensSeenBy({ wecom }: Rehearsal): Set<string> {
  const tokens = new Set<string>();
  wecom.inject({ times: null, fault: { type: 'slow', ms: 0 } }, ({ query }) => {
    const token = query.get('access_token');
    if (token !== null) tokens.add(token);
    return false;
  });
  return tokens;
}

function configured({ env }: Rehearsal): Canary[] {
  const secrets = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'WECOM_SECRET'];
  const known = secrets.flatMap((name) => (env[name] ? [{ name, value: env[name] }] : []));
  return env.DATABASE_URL ? [...known, { name: 'the password in DATABASE_URL', value: password }] : known;
}

/** What Slack put into its requests: a response_url is good for half an hour, a trigger_id for three seconds. */
function givenBySlack({ slack }: Rehearsal): Canary[] {
  const payloads = slack.sent.map(({ payload }) => payload);
  const all = (name: string) => payloads.flatMap((payload) => (payload[name] ? [String(payload[name])] : []));
  const paths = all('response_url').map((url) => new URL(url).pathname.split('/').at(-1) ?? url);
  return [
    ...numbered('response_url', paths),
    ...numbered('trigger_id', all('trigger_id')),
    ...numbered('verification token', new Set(all('token'))),
  ];
}

function numbered(name: string, values: Iterable<string>): Canary[] {
  return [...values].map((value, i) => ({ name: `${name} ${i + 1}`, value }));
}

/** All that Slack was told: calls as they came in, files, and what each person has in front of them. */
export function toldToSlack({ slack }: Rehearsal): string {
  const calls = slack.calls().map(({ method, fields }) => {
    // Here, and only here, a trigger_id belongs: it goes back to the one who gave it, to open the form it is for.
    const { trigger_id: _, ...rest } = fields;
    return JSON.stringify({ method, fields: method === 'views.open' ? rest : fields });
  });
  const views = slack.sent.map(({ payload }) => JSON.stringify(payload.view ?? null));
  const people = slack.workspace.users.flatMap(({ id }) => [...slack.person(id).privateTexts(), slack.modalText(id)]);
  const names = new Set(slack.calls('files.getUploadURLExternal').map(({ fields }) => String(fields.filename)));
  const files = [...names].map((name) => slack.file(name)?.bytes.toString() ?? '');
  return [...calls, ...views, ...people, ...files].join('\n');
}

/** Every row of every table, pg-boss's too, as text. */
export async function everyRow({ db }: Store): Promise<string> {
  const tables = rowsOf<{ schema: string; name: string }>(
    await db.execute(sql`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`),
  );
  const texts = await Promise.all(tables.map((table) => rowsIn(db, table)));
  return texts.join('\n');
}

async function rowsIn(db: Store['db'], { schema, name }: { schema: string; name: string }): Promise<string> {
  const table = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
  const rows = rowsOf<{ row: string }>(await db.execute(sql`select to_jsonb(t)::text as row from ${table} t`));
  return rows.map(({ row }) => `${schema}.${name} ${row}`).join('\n');
}

/** Access tokens as the store holds them, for all processes to share. */
export async function cachedTokens({ db }: Store): Promise<string[]> {
  const rows = await db.select().from(cache).where(like(cache.key, '%wecom:token:%'));
  return rows.map(({ value }) => JSON.parse(value).value.sealed);
}

const pageBytes = 8192;
const emptyPage = Buffer.alloc(pageBytes);

/** The bytes of every file of a folder, without PostgreSQL's empty pages. */
export async function everyByte(dir: string): Promise<Buffer> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
  return Buffer.concat(contents.flatMap((content) => pagesOf(content).filter((page) => !isEmpty(page))));
}

function pagesOf(content: Buffer): Buffer[] {
  const count = Math.ceil(content.length / pageBytes);
  return Array.from({ length: count }, (_, i) => content.subarray(i * pageBytes, (i + 1) * pageBytes));
}

function isEmpty(page: Buffer): boolean {
  return page.equals(emptyPage.subarray(0, page.length));
}
