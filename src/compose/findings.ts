/** What a check found, or what to tell the person at which field. */
import type { FileFault } from '../slack/form-file.ts';
import type { FlowWords } from './words.ts';

export type Finding<T, Field extends string> =
  | { type: 'found'; found: T }
  | {
      type: 'fault';
      field: Field;
      text: string;
      /** The uploaded file that is no good and must be chosen anew; null: everything stays. */
      drop: Field | null;
    };

/** Where only the way to Slack failed the file stays, so that submitting again is enough. */
export function notFetched<T, Field extends string>(
  field: Field,
  fault: FileFault,
  say: Pick<FlowWords, 'notFetched'>,
): Finding<T, Field> {
  const drop = fault === 'failed' ? null : field;
  return { type: 'fault', field, text: say.notFetched[fault], drop };
}
