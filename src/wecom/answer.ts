/** What WeCom's JSON says, whatever was asked: its errcode, its own words without secrets, and what success comes with. */
import { z } from 'zod';
import type { Advice, Refusal } from '../delivery/states.ts';
import { adviceFor } from './errcodes.ts';
import type { HttpAnswer, NotSent, Unknown } from './exchange.ts';
import { redact, secretsIn } from './redact.ts';

export type Refused = { type: 'refused'; refusal: Refusal; advice: Advice };
export type ApiAnswer<T> = { type: 'ok'; answer: T; errmsg: string } | Refused | NotSent | Unknown;

/** How the answer to one call is read. */
export type Reading<T> = {
  schema: z.ZodType<T>;
  /** What was sent along and must not come back in WeCom's words. */
  secrets: readonly string[];
  /** Some calls return an errcode only when they fail ("因历史原因"): then `schema` alone says what success is. */
  errcodeOptional: boolean;
};

const envelopeSchema = z.object({ errcode: z.number().int(), errmsg: z.string().catch('') });
const bareSchema = envelopeSchema.partial({ errcode: true });

/** Anything that is not an answer as documented leaves open whether the request was carried out. */
export function readAnswer<T>(sent: HttpAnswer, { schema, secrets, errcodeOptional }: Reading<T>): ApiAnswer<T> {
  if (sent.type !== 'answered') return sent;
  const envelope = (errcodeOptional ? bareSchema : envelopeSchema).safeParse(sent.json);
  if (!envelope.success) return unreadable('NO_ERRCODE');
  const { errcode = 0 } = envelope.data;
  const errmsg = redact(envelope.data.errmsg, [...secrets, ...secretsIn(sent.json)]);
  if (errcode !== 0) return { type: 'refused', refusal: { errcode, errmsg }, advice: adviceFor(errcode) };
  const parsed = schema.safeParse(sent.json);
  return parsed.success ? { type: 'ok', answer: parsed.data, errmsg } : unreadable('NOT_AS_DOCUMENTED');
}

function unreadable(detail: string): Unknown {
  return { type: 'unknown', doubt: 'unreadable', detail };
}
