/** What a check found, or what to tell the person at which field. */
import type { FileFault } from '../slack/form-file.ts';
import type { Words } from '../words/zh.ts';
import type { ComposeValues } from './draft.ts';

export type Findings<T> =
  | { type: 'found'; found: T }
  | {
      type: 'fault';
      field: keyof ComposeValues & string;
      text: string;
      /** The uploaded file that is no good and must be chosen anew; null: everything stays. */
      drop: 'cover' | 'listFile' | null;
    };

/** Where only the way to Slack failed the file stays, so that submitting again is enough. */
export function notFetched<T>(field: 'cover' | 'listFile', fault: FileFault, words: Words): Findings<T> {
  const drop = fault === 'failed' ? null : field;
  return { type: 'fault', field, text: words.forms.notice.notFetched[fault], drop };
}
