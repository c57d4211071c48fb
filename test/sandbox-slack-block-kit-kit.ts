/** Pieces of Block Kit for the tables of limits. */
import { isRefusal } from '../src/sandbox/slack/refusal.ts';
import { plain } from './sandbox-slack-kit.ts';

export const chars = (count: number) => 'x'.repeat(count);
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const mrkdwn = (words: string) => ({ type: 'mrkdwn', text: words });
export const section = (words: string, more: object = {}) => ({ type: 'section', text: mrkdwn(words), ...more });
export const option = (index: number, more: object = {}) => ({
  text: plain(`Option ${index}`),
  value: `v${index}`,
  ...more,
});
export const button = (id: string, more: object = {}) => ({
  type: 'button',
  action_id: id,
  text: plain('Go'),
  ...more,
});
export const actions = (elements: object[]) => ({ type: 'actions', elements });
export const asInput = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...more,
});

/** [what is limited, made `n` long, the largest `n` Slack takes, how it refuses one more]. */
export type Limit = [string, (n: number) => object, number, string];
/** [rule, what Slack takes, what it refuses, how]. */
export type Rule = [string, object, object, string];

/** The refusal in one string; empty when there is none. */
export function refusalOf(result: object): string {
  return isRefusal(result) ? [result.error, ...(result.errors ?? [])].join('\n') : '';
}
