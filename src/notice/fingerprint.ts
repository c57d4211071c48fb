import { createHash } from 'node:crypto';
import { type Audience, sameId } from '../audience.ts';
import type { Notice } from '../message.ts';
import { slicesOf } from './slices.ts';

/**
 * sha256 (hex) of what is sent, by which app, to whom. Equal for the same notice to the same list, however ids are
 * cased and wherever blank lines stood; a list in another order is another list.
 */
export async function fingerprintOf(appId: string, notice: Notice, audience: Audience): Promise<string> {
  const { title, appid, pagepath, cover, idTranslation } = notice;
  const hash = createHash('sha256').update(JSON.stringify([appId, title, appid, pagepath, cover, idTranslation]));
  if (audience.type === 'wholeSchool') return hash.update('\nwholeSchool').digest('hex');
  for await (const { kind, ids } of slicesOf(audience.lists)) {
    hash.update(`\n${kind}:\n${sameId(ids.join('\n'))}`);
  }
  return hash.digest('hex');
}
