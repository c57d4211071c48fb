/** The first sample: a notice to a list of 2,300 lines, twelve of whose parents have left the school. */
import { wordsFor } from '../words/locale.ts';
import { channel, type Player, type Say, short } from './play.ts';
import type { Rehearsal } from './rehearsal.ts';
import { drawCover } from './sample-cover.ts';
import type { sampleList } from './sample-list.ts';
import { chenguangApp } from './wecom/options.ts';

/** The school's own app, and its mini-program. */
const { name: appName } = chenguangApp;
const titles = { zh: '期中家长会：周五下午三点', en: 'Parents’ evening: Friday, 3 pm' };

type Sample = Player & { list: ReturnType<typeof sampleList> };

export async function playNotice({ slack, wecom }: Rehearsal, { locale, as, list }: Sample, say: Say): Promise<void> {
  const { forms, report } = wordsFor(locale);
  const { compose, review } = forms.notice;
  const title = titles[locale];
  const teacher = slack.person(as);
  say(`\n${teacher.name} types /school-notice in #${channel.name}, fills in the form and uploads ${list.name}:\n`);
  await teacher.command('/school-notice', { channel: channel.name });
  const { values } = await teacher.waitForModal((modal) => compose.title in modal.values);
  // What there is only one of stands there already, or is not asked for.
  for (const label of [compose.app, compose.miniProgram])
    if (values[label] === '') await teacher.choose(label, appName);
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
