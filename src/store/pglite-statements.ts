/**
 * PGlite has PostgreSQL read and plan each statement anew, which takes longer than running most of them. Here one that
 * comes again gets a name, so that its plan is kept: the messages to PostgreSQL are rewritten on their way.
 * Their formats: https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
import type { PGlite } from '@electric-sql/pglite';

type Answers = Awaited<ReturnType<PGlite['execProtocolStream']>>;
type Send = (message: Uint8Array) => Promise<Answers>;
type Statement = { name: string; until: number; parameters: Answers | null };

/** Each plan takes memory; the longest texts are lists of rows, hardly ever of the same length. */
const [most, maxTextBytes] = [80, 16 * 1024];

/** A plan is made for tables as large as they are at the time. */
const lifeMs = 30_000;

/** "cached plan must not change result type", and a name that PostgreSQL does not know. */
const outdated = /^(0A000|26000)$/;

const [parse, bind, describe, close, sync] = ['P', 'B', 'D', 'C', 'S'].map((letter) => letter.charCodeAt(0));
const end = Buffer.from([0]);
const ofStatement = Buffer.from('S');

export class NamedStatements {
  /** By text, the one used last at the end. */
  readonly #statements = new Map<string, Statement>();
  readonly #seen = new Set<string>();
  /** Names that are to be closed: PostgreSQL hears nothing between an error and the next sync. */
  #gone: string[] = [];
  #names = 0;
  #current: { text: string; statement: Statement } | null = null;

  /** Sends what PGlite says, the same or something that comes to the same. */
  async exec(message: Uint8Array, send: Send): Promise<Answers> {
    switch (message[0]) {
      case parse:
        return this.#parse(Buffer.from(message.buffer, message.byteOffset, message.byteLength), send);
      case describe:
        return this.#describe(message, send);
      case bind:
        return this.#bind(message, send);
      case sync:
        this.#current = null;
        return send(message);
      default:
        return send(message);
    }
  }

  async #parse(message: Buffer, send: Send): Promise<Answers> {
    this.#current = null;
    const text = unnamedText(message);
    if (text === null) return send(message);
    const statement = this.#statements.get(text);
    if (statement && statement.until > Date.now()) {
      this.#use(text, statement);
      return [];
    }
    if (!this.#comesAgain(text)) return send(message);
    if (statement) this.#drop(text, statement);
    for (const name of this.#gone.splice(0)) await send(framed(close, [ofStatement, Buffer.from(name), end]));
    const fresh = { name: `s${++this.#names}`, until: Date.now() + lifeMs, parameters: null };
    const answers = await send(framed(parse, [Buffer.from(fresh.name), message.subarray(5)]));
    this.#use(text, fresh);
    return answers;
  }

  async #describe(message: Uint8Array, send: Send): Promise<Answers> {
    const isStatement = message[5] === ofStatement[0];
    if (this.#current === null || !isStatement) return send(message);
    const { statement } = this.#current;
    statement.parameters ??= await send(framed(describe, [ofStatement, Buffer.from(statement.name), end]));
    return statement.parameters;
  }

  /** The portal stays without a name; the statement's name follows it. */
  async #bind(message: Uint8Array, send: Send): Promise<Answers> {
    if (this.#current === null) return send(message);
    const { text, statement } = this.#current;
    try {
      return await send(framed(bind, [end, Buffer.from(statement.name), message.subarray(6)]));
    } catch (error) {
      if (outdated.test((error as { code?: string }).code ?? '')) this.#drop(text, statement);
      throw error;
    }
  }

  #use(text: string, statement: Statement): void {
    this.#current = { text, statement };
    this.#statements.delete(text);
    this.#statements.set(text, statement);
    const [oldest] = this.#statements;
    if (this.#statements.size > most && oldest) this.#drop(...oldest);
  }

  #drop(text: string, { name }: Statement): void {
    this.#statements.delete(text);
    this.#gone.push(name);
  }

  /** True from the second time on. */
  #comesAgain(text: string): boolean {
    if (this.#seen.has(text)) return true;
    if (this.#seen.size >= 10 * most) this.#seen.clear();
    this.#seen.add(text);
    return false;
  }
}

/** Of a statement that has no name, whose parameters have no types yet, and that is not too long; else null. */
function unnamedText(message: Buffer): string | null {
  const ends = message.indexOf(0, 6);
  const isPlain = message[5] === 0 && message.readInt16BE(ends + 1) === 0;
  return isPlain && ends <= maxTextBytes ? message.toString('latin1', 6, ends) : null;
}

/** Its letter, its length without the letter, its parts. */
function framed(letter: number | undefined, parts: Uint8Array[]): Uint8Array {
  const message = Buffer.concat([Buffer.alloc(5), ...parts]);
  message[0] = letter ?? 0;
  message.writeInt32BE(message.length - 1, 1);
  return message;
}
