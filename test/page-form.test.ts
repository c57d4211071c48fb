import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { pressableIn, sharedPage, spot } from './page-kit.ts';
import { channelId } from './story-kit.ts';

const page = sharedPage();
const { forms, admin } = wordsFor('zh');

async function opened(id: string, command: string, text = '') {
  const person = page().user(id);
  await person.act({ act: 'command', place: channelId, command, text });
  return person;
}

test('a menu of the bot’s suggests what fits what is typed; what is picked changes the form', async () => {
  const { compose, title } = forms.template;
  const teacher = await opened('U0WANG', '/template-message');
  const form = await teacher.modal(title, compose.template);
  const { at, entry } = spot(form, compose.template);
  const suggested = await teacher.act({ act: 'suggest', ...at, typed: '缴费' });
  if (!suggested.ok || !entry || !('selected_option' in entry)) throw new Error('no options');
  expect(suggested.options?.map(({ text }) => text.text)).toEqual(['缴费提醒']);
  const all = await teacher.act({ act: 'suggest', ...at, typed: '' });
  expect(all.ok && all.options).toHaveLength(3);
  const picked = suggested.options?.[0] ?? null;
  await teacher.act({ act: 'change', ...at, entry: { ...entry, selected_option: picked } });
  expect((await teacher.modal(title, '缴费项目')).hash).not.toBe(form.hash);
  await teacher.act({ act: 'close', viewId: form.id });
  expect((await teacher.state()).modals).toEqual([]);
});

test('buttons in a modal; what is no longer there cannot be touched', async () => {
  const { home, form } = admin;
  const boss = await opened('U0ADMIN', '/wecom', 'admin');
  const front = await boss.when(({ modals }) => modals.find((view) => JSON.stringify(view).includes(home.add)));
  await boss.act({ act: 'press', ...pressableIn(front, home.add) });
  await boss.modal(form.titleAdd);
  expect(await boss.act({ act: 'press', ...pressableIn(front, home.add) })).toEqual({
    ok: false,
    error: '刚才那一项已经被改掉或撤走了，请看最新的内容。',
  });
  expect(await boss.act({ act: 'command', place: channelId, command: '/wecom', text: '' })).toEqual({
    ok: false,
    error: '请先关闭打开着的窗口。',
  });
  const behind = { ok: false, error: '这个窗口已经不在最前面了。' };
  expect(await boss.act({ act: 'submit', viewId: `${front.id}0` })).toEqual(behind);
  await boss.act({ act: 'close', viewId: front.id, all: true });
  expect((await boss.state()).modals).toEqual([]);
  expect(await boss.act({ act: 'submit', viewId: front.id })).toEqual(behind);
});

test('what Slack’s own client would not take is not taken, in the person’s language', async () => {
  const { compose, title } = wordsFor('en').forms.notice;
  const smith = await opened('U0SMITH', '/school-notice');
  const form = await smith.modal(title, compose.cover);
  const attach = (name: string, bytes: number) =>
    smith.attach(form, compose.cover, { name, bytes: Buffer.alloc(bytes) });
  const refused = (error: string) => ({ ok: false, error });
  expect(await attach('cover.pdf', 9)).toEqual(refused('This field does not take files of that type.'));
  expect(await attach('cover.jpg', 10 * 1024 * 1024 + 1)).toEqual(
    refused('The file is larger than 10 MB, which Slack’s forms do not take.'),
  );
  const { at } = spot(form, compose.title);
  const wrong = { type: 'number_input', value: '1' } as const;
  expect(await smith.act({ act: 'change', ...at, entry: wrong })).toMatchObject({ ok: false });
  const strange = { text: { type: 'plain_text', text: 'x' }, value: 'x' } as const;
  const app = { ...spot(form, compose.app).at, entry: { type: 'static_select', selected_option: strange } } as const;
  expect(await smith.act({ act: 'change', ...app })).toMatchObject({ ok: false });
  expect(await smith.act({ act: 'press', ...at })).toMatchObject({ ok: false });
  const [entry] = Object.values((await smith.state()).modals[0]?.entries.title ?? {});
  expect(entry).toMatchObject({ value: null });
  expect(await attach('cover.jpg', 9)).toEqual({ ok: true, trouble: null });
  expect(await smith.act({ act: 'changeFiles', ...spot(form, compose.cover).at, fileIds: [] })).toMatchObject({
    ok: true,
  });
  await smith.act({ act: 'close', viewId: form.id });
});

test('what stands in the manifest can be typed and picked', async () => {
  const manifest = JSON.parse(readFileSync('manifests/slack-http.json', 'utf8')).features;
  const { commands, shortcuts } = await page().user('U0WANG').state();
  expect(commands.map(({ command }) => command)).toEqual(
    manifest.slash_commands.map(({ command }: { command: string }) => command),
  );
  expect(shortcuts).toHaveLength(manifest.shortcuts?.length ?? 0);
});

test('a shortcut reaches the bot with the message it was picked on', async () => {
  const { user, rehearsal } = page();
  const teacher = user('U0WANG');
  await teacher.act({ act: 'say', place: channelId, text: '明天放假' });
  const said = (await teacher.state()).messages[channelId]?.findLast(({ text }) => text === '明天放假');
  await teacher.act({ act: 'shortcut', callbackId: 'of-a-test', place: channelId, ts: said?.ts ?? '' });
  expect(rehearsal.slack.sent.at(-1)?.payload).toMatchObject({
    ...{ type: 'message_action', callback_id: 'of-a-test', user: { id: 'U0WANG' } },
    message: { text: '明天放假' },
  });
  expect(await teacher.act({ act: 'shortcut', callbackId: 'of-a-test', place: channelId, ts: '1.1' })).toMatchObject({
    ok: false,
  });
});
