/** What every POST of JSON has in common: how it is read, and the agentid that has to fit the token. */
import { type Outcome, refuse } from './answers.ts';
import type { Call } from './calls.ts';
import type { CorpApp } from './tokens.ts';

type Body = Record<string, unknown>;

/** `\uXXXX` written out is refused (40033); an escaped backslash before the u is not one. */
const escapedCharacter = /(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}/;

export function readJson(call: Call): Body | Outcome {
  if (call.method !== 'POST') return refuse(40058, 'POST expected');
  let text: string;
  let body: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(call.body);
    body = JSON.parse(text);
  } catch {
    return refuse(47001);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse(47001);
  if (text.includes('\\u') && escapedCharacter.test(text)) return refuse(40033);
  return { ...body };
}

export function agentFault(body: Body, app: CorpApp): Outcome | null {
  if (body.agentid === undefined) return refuse(41011);
  if (!Number.isInteger(body.agentid)) return refuse(40056);
  return body.agentid === app.agentId ? null : refuse(301002);
}
