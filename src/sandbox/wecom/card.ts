/** The mini-program card of a school notice, checked as WeCom documents it. */
import { type Outcome, refuse } from './answers.ts';
import type { MediaShelf } from './media.ts';
import type { CorpApp } from './tokens.ts';

/** As a parent would see it: the title is already cut. */
export type Card = { appid: string; title: string; pagepath: string; mediaId: string };

const titleMaxBytes = 64;
const appidShape = /^wx[0-9a-f]{16}$/;

/** WeCom cuts longer titles without an error; a character is never split. */
function cutTitle(title: string): string {
  const bytes = Buffer.from(title);
  if (bytes.length <= titleMaxBytes) return title;
  let end = titleMaxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/** 90206: no app of the corp has it; 90208: another app of the corp has it. */
export function appidFault(appid: unknown, app: CorpApp, apps: CorpApp[]): Outcome | null {
  if (appid === undefined || appid === '') return refuse(90200);
  if (typeof appid !== 'string') return refuse(40058, 'miniprogram.appid');
  if (app.miniPrograms.includes(appid)) return null;
  if (!appidShape.test(appid)) return refuse(90207);
  const elsewhere = apps.some((other) => other.corpId === app.corpId && other.miniPrograms.includes(appid));
  return refuse(elsewhere ? 90208 : 90206);
}

type Shop = { app: CorpApp; apps: CorpApp[]; media: MediaShelf };

/** The card of a request, or why it is refused. */
export function readCard(node: unknown, shop: Shop): Card | Outcome {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return refuse(40063, 'miniprogram');
  const { appid, title = '', thumb_media_id: mediaId, pagepath } = node as Record<string, unknown>;
  const fault = appidFault(appid, shop.app, shop.apps);
  if (fault) return fault;
  if (typeof title !== 'string') return refuse(40058, 'miniprogram.title');
  if (mediaId === undefined || mediaId === '') return refuse(41006);
  if (typeof mediaId !== 'string' || !shop.media.isImage(mediaId, shop.app.corpId)) return refuse(40007);
  if (pagepath === undefined || pagepath === '') return refuse(40063, 'miniprogram.pagepath');
  if (typeof pagepath !== 'string') return refuse(40058, 'miniprogram.pagepath');
  return { appid: String(appid), title: cutTitle(title), pagepath, mediaId };
}

export const cardFields = ['appid', 'title', 'thumb_media_id', 'pagepath'];
