import type { Words } from '../words/zh.ts';

type Notice = Words['forms']['notice'];

/** The sentences that every kind of form has, each its own. */
export type FlowWords = Omit<Notice, 'compose' | 'cover' | 'review'> & {
  compose: Pick<Notice['compose'], 'submit' | 'lookBelow'>;
  review: Omit<Notice['review'], 'cardTitle' | 'cover' | 'cannotCheck'>;
};
