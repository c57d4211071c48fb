/** The cover of one delivery at WeCom: a media_id lives three days and may die before. */
import type { Desk } from './desk.ts';
import type { Cover, Relay, UploadAnswer } from './relay.ts';
import { type Delivery, deliveryName } from './summary.ts';

type Deps = { desk: Desk; relay: Relay; cover(sha256: string): Promise<Cover | null> };

export class CoverUpload {
  readonly #delivery: Delivery;
  readonly #deps: Deps;
  #mediaId: string | null;
  #uploads = 0;

  constructor(delivery: Delivery, deps: Deps) {
    this.#delivery = delivery;
    this.#deps = deps;
    this.#mediaId = delivery.mediaId;
  }

  /** Null: to be uploaded first. */
  get mediaId(): string | null {
    return this.#mediaId;
  }

  async upload(): Promise<UploadAnswer> {
    const { relay, desk } = this.#deps;
    const cover = await this.#deps.cover(this.#delivery.message.cover);
    if (cover === null) throw new Error(`${deliveryName(this.#delivery)}: its cover is not in the store`);
    const answer = await relay.upload(cover, { fresh: this.#uploads > 0 });
    if (answer.type !== 'uploaded') return answer;
    this.#uploads += 1;
    this.#mediaId = answer.mediaId;
    await desk.setMediaId(this.#delivery.id, answer.mediaId);
    return answer;
  }

  /** WeCom knows that media_id no more. False: a fresh one died as well, which is not ours to mend. */
  died(mediaId: string): boolean {
    if (mediaId !== this.#mediaId) return true;
    if (this.#uploads > 1) return false;
    this.#uploads = 1;
    this.#mediaId = null;
    return true;
  }
}
