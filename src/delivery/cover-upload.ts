/** The cover of one delivery at WeCom: a media_id lives three days and may die before. */
import type { Desk } from './desk.ts';
import type { Cover, Relay, UploadAnswer } from './relay.ts';
import { type Delivery, deliveryName } from './summary.ts';

type Deps = { desk: Desk; relay: Relay; cover(sha256: string): Promise<Cover | null> };

export class CoverUpload {
  readonly #delivery: Delivery;
  readonly #deps: Deps;
  /** sha256 of the picture; null: the message has none. */
  readonly #picture: string | null;
  #mediaId: string | null;
  #uploads = 0;

  constructor(delivery: Delivery, deps: Deps) {
    this.#delivery = delivery;
    this.#deps = deps;
    this.#picture = delivery.message.type === 'notice' ? delivery.message.cover : null;
    this.#mediaId = delivery.mediaId;
  }

  get isMissing(): boolean {
    return this.#picture !== null && this.#mediaId === null;
  }

  /** Null while it is missing, and for a message without a cover. */
  get mediaId(): string | null {
    return this.#mediaId;
  }

  async upload(): Promise<UploadAnswer> {
    const { relay, desk } = this.#deps;
    const cover = this.#picture === null ? null : await this.#deps.cover(this.#picture);
    if (cover === null) throw new Error(`${deliveryName(this.#delivery)}: its cover is not in the store`);
    const answer = await relay.upload(cover, { fresh: this.#uploads > 0 });
    if (answer.type !== 'uploaded') return answer;
    this.#uploads += 1;
    this.#mediaId = answer.mediaId;
    await desk.setMediaId(this.#delivery.id, answer.mediaId);
    return answer;
  }

  /** WeCom knows that media_id no more. False: a fresh one died as well, which is not ours to mend. */
  died(mediaId: string | null): boolean {
    if (mediaId !== this.#mediaId) return true;
    if (this.#uploads > 1) return false;
    this.#uploads = 1;
    this.#mediaId = null;
    return true;
  }
}
