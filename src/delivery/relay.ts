/** What the courier needs from the other side, one per app. `wecom/` implements it. */
import type { RecipientList } from '../audience.ts';
import type { Message } from '../message.ts';
import type { Advice, Doubt, Hurdle, Refusal, SendAnswer } from './states.ts';

export type Cover = { sha256: string; bytes: Uint8Array; mimeType: string; name: string };

/** An upload whose answer was lost did no harm: `unknown` may simply be tried again. */
export type UploadAnswer =
  | { type: 'uploaded'; mediaId: string }
  | { type: 'refused'; refusal: Refusal; advice: Advice }
  | { type: 'notSent'; hurdle: Hurdle; detail: string }
  | { type: 'unknown'; doubt: Doubt; detail: string };

/** Recalling twice does no harm, so whatever is not an answer may be tried again. */
export type RecallAnswer =
  | { type: 'recalled' }
  | { type: 'refused'; refusal: Refusal; advice: Advice }
  | { type: 'notSent'; hurdle: Hurdle; detail: string }
  | { type: 'unknown'; doubt: Doubt; detail: string };

export type Relay = {
  /** The cover's media_id, from the cache unless `fresh`. */
  upload(cover: Cover, options: { fresh: boolean }): Promise<UploadAnswer>;
  /**
   * The exact bytes of one request; the same input gives the same bytes. `mediaId` is the cover's, null for a message
   * without one. `recipients` null: everyone. `dropsCopies`: WeCom is asked to carry the same bytes out once within four hours.
   */
  render(
    message: Message,
    request: { mediaId: string | null; recipients: RecipientList[] | null; dropsCopies: boolean },
  ): Uint8Array;
  /** Whether WeCom can be asked that for messages of this type. */
  canDropCopies(type: Message['type']): boolean;
  /**
   * One request, token handling included (one shared refresh, one replay). Never throws for what the network or WeCom does.
   * `mayLeave` is asked when the first byte is about to be written: waiting for a token or a connection takes time.
   */
  send(type: Message['type'], body: Uint8Array, mayLeave?: () => boolean): Promise<SendAnswer>;
  /** Takes a template message back from the WeCom client, within 24 h of sending. */
  recall(msgid: string): Promise<RecallAnswer>;
};
