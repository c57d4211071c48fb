import { request } from 'node:http';
import { expect, test } from 'vitest';
import { sampleList } from '../src/sandbox/sample-list.ts';
import { sharedPage } from './page-kit.ts';
import { channelId } from './story-kit.ts';

const page = sharedPage();

/** `fetch` would not send these headers. */
function statusOf(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  const { port } = new URL(page().url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end(method === 'POST' ? '{"as":"U0WANG","act":"restartBot"}' : undefined);
  });
}

test('only its own page may drive it: by its own address, from its own origin', async () => {
  const { host, port, origin } = new URL(page().url);
  expect(await statusOf('/state?as=U0WANG', { host })).toBe(200);
  expect(await statusOf('/state?as=U0WANG', { host: `localhost:${port}` })).toBe(200);
  for (const foreign of ['school.example', `school.example:${port}`, '127.0.0.1', '127.0.0.1:1'])
    expect(await statusOf('/', { host: foreign }), foreign).toBe(403);
  for (const site of ['cross-site', 'same-site'])
    expect(await statusOf('/state?as=U0WANG', { host, 'sec-fetch-site': site }), site).toBe(403);
  for (const foreign of ['https://school.example', `http://localhost:${port}`, 'null'])
    expect(await statusOf('/act', { host, origin: foreign }, 'POST'), foreign).toBe(403);
  expect(await statusOf('/act', { host }, 'POST')).toBe(403);
  expect(await statusOf('/act', { host, origin }, 'PUT')).toBe(403);
  expect((await page().user('U0WANG').state()).bot.isRunning).toBe(true);
});

test('the page runs no code but its own, and asks nobody else', async () => {
  const { headers } = await page().ask('/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const html = await (await page().ask('/')).text();
  expect(html).not.toMatch(/<script(?![^>]*src="\/page\.js")|<style|\son\w+=|https?:\/\//);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  for (const file of ['/page.js', '/page.css']) expect((await page().ask(file)).status).toBe(200);
});

test('what the page cannot have meant is refused, and nothing comes of it', async () => {
  const post = (body: string) => page().ask('/act', { method: 'POST', body });
  expect((await post('{"as":"U0WANG","act":"fly"}')).status).toBe(400);
  expect((await post('{"as":"U0NOBODY","act":"restartBot"}')).status).toBe(404);
  expect((await post('{')).status).toBe(400);
  for (const path of [
    '/state?as=U0NOBODY',
    '/files/F1?as=U0WANG',
    '/wecom/calls/999',
    '/wecom/media/x',
    '/%',
    '/other',
  ])
    expect((await page().ask(path)).status, path).toBe(404);
});

test('a file is its owner’s until it is said; then whoever is there has it, as an attachment', async () => {
  const { ask, user } = page();
  const fileId = await user('U0WANG').upload('名单 (1).html', Buffer.from('<script>alert(1)</script>'));
  expect((await ask(`/files/${fileId}?as=U0LI`)).status).toBe(404);
  expect(await user('U0LI').act({ act: 'say', place: 'C0OFFICE', text: '', fileIds: [fileId] })).toMatchObject({
    ok: false,
  });
  await user('U0WANG').act({ act: 'say', place: 'C0OFFICE', text: '名单在此', fileIds: [fileId] });
  const said = (await user('U0LI').state()).messages.C0OFFICE?.at(-1);
  expect(said).toMatchObject({ userId: 'U0WANG', text: '名单在此', files: [{ id: fileId, name: '名单 (1).html' }] });
  const { headers, status } = await ask(`/files/${fileId}?as=U0LI`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('content-disposition')).toMatch(
    /^attachment; filename\*=UTF-8''%E5%90%8D[A-Z0-9%]+%281%29\.html$/i,
  );
  expect((await ask(`/files/${fileId}?as=U0GUEST`)).status).toBe(404);
});

test('the sample list is the one of the first story; a cover is beside it', async () => {
  const cover = await page().ask('/sample-cover.jpg');
  expect(cover.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await cover.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.of(0xff, 0xd8, 0xff));
  const answer = await page().ask('/sample-list.csv');
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(sampleList().bytes));
});

test('nobody acts where they are not, nor where nothing more is said', async () => {
  const { user } = page();
  const command = { act: 'command', place: 'C0OFFICE', command: '/wecom', text: '' } as const;
  expect(await user('U0GUEST').act(command)).toEqual({ ok: false, error: '你不在这个频道里。' });
  expect(await user('U0GUEST').act({ act: 'say', place: 'C0OFFICE', text: '在吗' })).toMatchObject({ ok: false });
  const closed = await user('U0SMITH').act({ act: 'say', place: 'C0CLOSED', text: 'Anybody?' });
  expect(closed).toEqual({ ok: false, error: 'This channel is archived; nobody can post in it.' });
  const { messages } = await user('U0SMITH').state();
  expect([messages.C0OFFICE?.some(({ text }) => text === '在吗'), messages.C0CLOSED]).toEqual([false, []]);
});

test('nobody sees what is not for them: channels, private messages, forms', async () => {
  const { user } = page();
  await user('U0SMITH').act({ act: 'command', place: channelId, command: '/wecom', text: 'help' });
  await user('U0SMITH').when(({ messages }) => messages[channelId]?.find(({ isPrivate }) => isPrivate));
  const wang = await user('U0WANG').state();
  expect(wang.messages[channelId]?.filter(({ isPrivate }) => isPrivate)).toEqual([]);
  const guest = await user('U0GUEST').state();
  expect(guest.places.map(({ kind, name }) => [kind, name])).toEqual([
    ['public', '家校通知'],
    ['direct', 'wecom-relay'],
  ]);
  expect(Object.keys(guest.messages)).toHaveLength(2);
  expect(guest.me).toMatchObject({ role: 'guest', locale: 'zh' });
  expect((await user('U0SMITH').state()).me).toMatchObject({ role: 'sender', locale: 'en' });
});
