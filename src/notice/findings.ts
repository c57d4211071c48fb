/** What a check found, or what to tell the person at which field. */
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
