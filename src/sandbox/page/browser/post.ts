/** What a person does, told to the page's server. */
import type { ActAnswer } from '../contract.ts';

export async function post(act: object): Promise<ActAnswer> {
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/act', { method: 'POST', headers, body: JSON.stringify(act) });
    return await answer.json();
  } catch (cause) {
    return { ok: false, error: String(cause) };
  }
}
