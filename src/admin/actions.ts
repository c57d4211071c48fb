/** The buttons of the administrators' views. Pages are told apart by two names, because Slack wants them different in one row. */
import type { ButtonAction } from '../slack/blocks.ts';

export const adminActions = {
  /** Value: the page, from 0. */
  previous: 'admin:previous',
  next: 'admin:next',
  back: 'admin:back',
  /** Value: the suite. */
  authorise: 'admin:authorise',
  formal: 'admin:formal',
  test: 'admin:test',
  add: 'admin:add',
  /** Value: the entry of the catalogue. */
  edit: 'admin:edit',
  retire: 'admin:retire',
  restore: 'admin:restore',
} satisfies Record<string, ButtonAction>;
