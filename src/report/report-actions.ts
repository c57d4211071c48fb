/** The buttons under a report. Their value is the delivery's id. */
import type { types } from '@slack/bolt';
import { type ButtonAction, plain } from '../slack/blocks.ts';

export const reportActions = {
  stop: 'delivery:stop',
  resume: 'delivery:resume',
  resendUnknown: 'delivery:resend-unknown',
  leaveUnknown: 'delivery:leave-unknown',
  retryPlace: 'delivery:retry-place',
  reportByDm: 'delivery:report-by-dm',
  recall: 'delivery:recall',
} as const satisfies Record<string, ButtonAction>;

export type ReportAction = keyof typeof reportActions;

type Question = { title: string; text: string; confirm: string; deny: string };

/** "Are you sure?" before a button acts. */
export function confirmDialog(question: Question, style: 'primary' | 'danger'): types.ConfirmationDialog {
  return {
    title: plain(question.title),
    text: plain(question.text),
    confirm: plain(question.confirm),
    deny: plain(question.deny),
    style,
  };
}
