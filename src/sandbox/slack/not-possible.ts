/** What Slack's own client does not let a person do, or can no longer. */

export type Why =
  /** It was closed, or another came in front of it. */
  | 'modalGone'
  | 'modalInTheWay'
  | 'noSubmit'
  /** The message, button or field was changed or taken away. */
  | 'thingGone'
  | 'notInPlace'
  | 'archived'
  | 'wrongEntry'
  | 'wrongFile'
  | 'fileTooBig'
  | 'typeMore'
  | 'noOptions';

export class NotPossible extends Error {
  override name = 'NotPossible';
  readonly why: Why;

  constructor(why: Why, message: string) {
    super(message);
    this.why = why;
  }
}
