/** What the paths to every error have in common: a notice is sent off, and comes to something. */
import { randomInt } from 'node:crypto';
import sharp from 'sharp';
import type { FaultRule } from '../src/sandbox/wecom/fault-rules.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { WatchedSchool } from './secrets-kit.ts';
import { until } from './story-delivery-kit.ts';
import { asTimePasses, channel, compose, parent, resultOf, wang } from './story-kit.ts';

export type Path = { name: string; take(school: WatchedSchool): Promise<void> };

const { cover } = wordsFor('zh').forms.notice.compose;
const { title: reviewTitle } = wordsFor('zh').forms.notice.review;
export const twoHoursMs = 2 * 60 * 60_000;
export const teacher = ({ slack }: WatchedSchool) => slack.person(wang);

/** Sent off, with a cover of its own, so that it is uploaded. */
export async function submitted(school: WatchedSchool, title: string, where = channel): Promise<void> {
  await compose(teacher(school), { title, parents: `${parent(1)}, Nobody_1`, in: where });
  await teacher(school).upload(cover, { name: 'cover.png', bytes: await newPicture() });
  await teacher(school).submit();
  await teacher(school).waitForModal(reviewTitle);
  await teacher(school).submit();
  await teacher(school).waitForNoModal();
}

export function newPicture(): Promise<Buffer> {
  const background = { r: randomInt(256), g: randomInt(256), b: randomInt(256) };
  return sharp({ create: { width: 520, height: 416, channels: 3, background } })
    .png()
    .toBuffer();
}

export const ended = /⛔|🛑|❓|⚠️|✅/;
const endedOrWaits = new RegExp(`${ended.source}|⏸`);

/** The delivery comes to something, however bad; what has to wait goes on later. */
export async function sentThrough(school: WatchedSchool, title: string, rule: FaultRule | null): Promise<void> {
  const fault = rule && school.wecom.inject(rule);
  await submitted(school, title);
  const { ts } = await school.slack.waitForMessage(title, { channel });
  // A silent WeCom is given its real 15 seconds: undici's patience follows no clock of ours.
  await until(() => endedOrWaits.test(school.slack.threadText(channel, ts)), `an end of ${title}`);
  fault?.remove();
  await asTimePasses(school.clock, twoHoursMs, resultOf(school, title, ended));
}

export const sendsThrough = (title: string) => (school: WatchedSchool) => sentThrough(school, title, null);
