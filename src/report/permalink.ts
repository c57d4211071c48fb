/** Where a delivery's thread is. */
import type { webApi } from '@slack/bolt';
import type { Database } from '../store/open.ts';
import { readPosts } from './posts.ts';
import { rootOf } from './run.ts';

/** Null when nothing is posted yet, or Slack does not say. */
export function createPermalink(db: Database, client: Pick<webApi.WebClient, 'chat'>) {
  return async (deliveryId: string): Promise<string | null> => {
    const root = rootOf({ rows: await readPosts(db, deliveryId) });
    if (root === null) return null;
    const answer = await client.chat.getPermalink({ channel: root.channel, message_ts: root.ts }).catch(() => null);
    return answer?.permalink ?? null;
  };
}
