/** What is relayed, for both sides the same to the byte. */
import type { Audience } from '../src/audience.ts';
import type { Notice } from '../src/message.ts';
import { chenguangApp } from '../src/sandbox/wecom/options.ts';

/** `round` makes each load another one; `ids` per batch are 100 (departments) or 1,000 (parents): WeCom's limits. */
export type Load = { round: number; batches: number; ids: 100 | 1000 };

export const appId = `own:${chenguangApp.corpId}:${chenguangApp.agentId}`;
export const mediaId = 'bench-media-id-of-64-letters-0123456789abcdefghijklmnopqrstuvwxyz';

export const notice: Notice = {
  type: 'notice',
  title: '期中家长会：周五下午三点',
  appid: chenguangApp.miniPrograms[0] ?? '',
  pagepath: 'pages/meeting/index?id=7',
  cover: '0'.repeat(64),
  idTranslation: false,
};

export function audienceOf({ round, batches, ids }: Load): Audience {
  const kind = ids === 100 ? 'department' : 'parent';
  const list = Array.from({ length: batches * ids }, (_, i) => `${round}${String(i).padStart(8, '0')}`);
  return { type: 'lists', lists: [{ kind, ids: list, lines: list.map((_, i) => i + 1) }] };
}
