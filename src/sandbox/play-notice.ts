/** The first sample: a notice to a list of 2,300 lines, twelve of whose parents have left the school. */
import sharp from 'sharp';
import type { Locale } from '../delivery/summary.ts';
import { wordsFor } from '../words/locale.ts';
import { channel, type Say, senders, short } from './play.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { sampleList } from './sample-list.ts';

const titles = { zh: '期中家长会：周五下午三点', en: 'Parents’ evening: Friday, 3 pm' };

type Sample = { locale: Locale; list: ReturnType<typeof sampleList> };

export async function playNotice({ slack, wecom }: Rehearsal, { locale, list }: Sample, say: Say): Promise<void> {
  const { forms, report } = wordsFor(locale);
  const { compose, review } = forms.notice;
  const title = titles[locale];
  const teacher = slack.person(senders[locale]);
  say(`\n${teacher.name} types /school-notice in #${channel.name}, fills in the form and uploads ${list.name}:\n`);
  await teacher.command('/school-notice', { channel: channel.name });
  await teacher.waitForModal((modal) => compose.title in modal.values);
  await teacher.fill(compose.title, title);
  await teacher.fill(compose.pagepath, 'pages/meeting/index?id=7');
  await teacher.upload(compose.cover, { name: 'cover.jpg', bytes: await drawCover() });
  await teacher.choose(compose.audience, compose.audienceFile);
  await teacher.waitForModal((modal) => compose.listFile in modal.values);
  await teacher.upload(compose.listFile, { name: list.name, bytes: Buffer.from(list.bytes) });
  await teacher.submit();
  await teacher.waitForModal(review.title);
  await teacher.check(review.withoutMalformed, review.withoutMalformedChoice(7));
  say(slack.modalText(teacher.id));
  await teacher.submit();
  const parent = await slack.waitForMessage(title, { channel: channel.name });
  await slack.waitForMessage(report.next.invalidCure.notice, { channel: channel.name, ts: parent.ts });
  say(`\nThe thread in #${channel.name}:\n`);
  say(slack.threadText(channel.id, parent.ts));
  say('\nWhat WeCom received:\n');
  for (const { path, body, answer } of wecom.log('send')) say(`POST ${path}\n${short(body)}\n→ ${short(answer ?? '')}`);
}

function drawCover(): Promise<Buffer> {
  return sharp({ create: { width: 520, height: 416, channels: 3, background: '#2f855a' } })
    .jpeg()
    .toBuffer();
}
