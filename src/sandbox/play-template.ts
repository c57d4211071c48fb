/**
 * The second sample: a company authorises the provider's app, an administrator enters a template; then a message goes to five
 * members of whom one is unknown and one has no licence, and is taken back.
 */
import { wordsFor } from '../words/locale.ts';
import { channel, type Player, type Say } from './play.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Person } from './slack/person.ts';
import { chenguangCompany, chenguangStaff, chenguangSuite, chenguangTemplates } from './wecom/provider/sample.ts';

/** Reads both languages; administers. */
const administrator = 'U0ADMIN';
const { meeting } = chenguangTemplates;
const values = ['402', '教学楼四层', '12月4日 14:00-15:30'];
const { 张伟, 李娜, 王芳, 陈静 } = chenguangStaff;

/** In no company; WeCom has to be told so, because its directory here is open. */
export const stranger = 'woNobodyOfThatName';

export async function playSetUp(rehearsal: Rehearsal, say: Say): Promise<void> {
  await authorise(rehearsal, say);
  await enterTemplate(rehearsal, say);
}

export async function playTemplate(rehearsal: Rehearsal, { locale, as }: Player, say: Say): Promise<void> {
  const { slack, wecom } = rehearsal;
  const { compose, review } = wordsFor(locale).forms.template;
  const { report } = wordsFor(locale);
  const teacher = slack.person(as);
  say(`\n${teacher.name} types /template-message ${meeting.name} in #${channel.name} and fills in its keywords:\n`);
  await teacher.command('/template-message', { channel: channel.name, text: meeting.name });
  await teacher.waitForModal((modal) => meeting.keys.every((key) => key in modal.values));
  for (const [i, key] of meeting.keys.entries()) await teacher.fill(key, values[i] ?? '');
  await teacher.fill(compose.url, 'https://example.com/meeting/7');
  await teacher.fill(compose.box('member', 3000), [张伟, 李娜, 王芳, stranger, 陈静].join('\n'));
  await teacher.submit();
  await teacher.waitForModal(review.title);
  say(slack.modalText(teacher.id));
  await teacher.submit();
  const parent = await slack.waitForMessage(meeting.name, { channel: channel.name });
  await slack.waitForMessage(report.next.invalidCure.template, { channel: channel.name, ts: parent.ts });
  await teacher.click(report.next.recall.button, { channel: channel.name });
  await slack.waitForMessage(report.recall.limits, { channel: channel.name, ts: parent.ts });
  say(
    `\nThe thread in #${channel.name}, at the end of which ${teacher.name} presses "${report.next.recall.button}":\n`,
  );
  say(slack.threadText(channel.id, parent.ts));
  say('\nWhat WeCom received:\n');
  for (const { path, body, answer } of [...wecom.log('message'), ...wecom.log('recall')])
    say(`POST ${path}\n${body}\n→ ${answer ?? ''}`);
}

/** From the install link, which WeCom's page leads back from, to the administrator's direct message. */
async function authorise({ slack }: Rehearsal, say: Say): Promise<void> {
  const { home, install } = wordsFor('zh').admin;
  const admin = slack.person(administrator);
  await openAdmin(admin);
  await admin.press(home.authorise);
  await admin.waitForModal(install.title);
  await admin.press(install.formal);
  const { text } = await admin.waitForModal((modal) => modal.text.includes(install.ready.formal));
  const [link = ''] = text.match(/^http\S+$/m) ?? [];
  say(`\n${admin.name} types /wecom admin, asks for an install link and opens it:\n\n${withoutCodes(link)}`);
  const { headers } = await fetch(link, { method: 'POST', redirect: 'manual' });
  await fetch(headers.get('location') ?? '');
  const told = wordsFor('zh').admin.told.authorised(chenguangCompany.name, chenguangSuite.name);
  await slack.waitForMessage(told, { channel: slack.directMessage(administrator) });
  say(`\nThe company's administrator agrees on WeCom's page. The bot tells ${admin.name}:\n\n${told}`);
  await admin.closeAll();
}

async function enterTemplate({ slack }: Rehearsal, say: Say): Promise<void> {
  const { home, form } = wordsFor('zh').admin;
  const admin = slack.person(administrator);
  await openAdmin(admin);
  await admin.press(home.add);
  await admin.waitForModal(form.titleAdd);
  await admin.fill(form.name, meeting.name);
  await admin.fill(form.templateId, meeting.templateId);
  await admin.fill(form.keywords, meeting.keys.map((key, i) => `${key}：${values[i]}`).join('\n'));
  await admin.submit();
  await admin.waitForModal((modal) => modal.text.includes(home.done.saved(meeting.name)));
  say(`\n${admin.name} enters the template that WeCom approved:\n`);
  say(slack.modalText(admin.id));
  await admin.closeAll();
}

async function openAdmin(admin: Person): Promise<void> {
  await admin.command('/wecom', { channel: channel.name, text: 'admin' });
  await admin.waitForModal((modal) => modal.text.includes(chenguangSuite.suiteId));
}

/** A pre-auth code lets a company in; a state lets it back. */
function withoutCodes(link: string): string {
  return link.replace(/(pre_auth_code|state)=[^&]*/g, '$1=…');
}
