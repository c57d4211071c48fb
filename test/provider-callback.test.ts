/** The callback as WeCom and strangers reach it, beside Slack's own door. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { embeddedPlace } from './databases.ts';
import { channel, sharedRehearsal, wang } from './story-kit.ts';

const { suiteId } = chenguangSuite;

describe.each(['http', 'socket'] as const)('the callback beside Slack’s door: %s', (door) => {
  const rehearsal = sharedRehearsal(embeddedPlace, { door, thirdParty: true });
  const at = (path: string, query: Record<string, string> = {}) =>
    `${rehearsal().env.PUBLIC_URL}${path}?${new URLSearchParams(query)}`;
  const unsigned = () => ({
    msg_signature: randomBytes(20).toString('hex'),
    timestamp: String(Math.floor(Date.now() / 1000)),
    nonce: '1',
  });
  const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

  test('a check of the URL gets back what was in it; a push gets exactly success', async () => {
    expect(await rehearsal().wecom.checkUrl(suiteId)).toMatchObject({ taken: true, tries: [{ status: 200 }] });
    const push = await rehearsal().wecom.pushTicket(suiteId);
    expect(push).toMatchObject({ taken: true, tries: [{ status: 200, text: 'success' }] });
    const unknown = { InfoType: 'license_pay_success', SuiteId: suiteId, TimeStamp: 1 };
    expect(await rehearsal().wecom.pushEvent({ suiteId, fields: unknown })).toMatchObject({
      tries: [{ status: 200, text: 'success' }],
    });
  });

  test('what nobody of ours signed is refused, without a reason', async () => {
    const body = '<xml><Encrypt><![CDATA[AAAA]]></Encrypt></xml>';
    for (const answer of [
      await post(at('/wecom/callback', unsigned()), body),
      await fetch(at('/wecom/callback', { ...unsigned(), echostr: 'AAAA' })),
      await post(at('/wecom/callback'), ''),
    ]) {
      expect([answer.status, await answer.text()]).toEqual([403, 'refused']);
    }
  });

  test('a body of more than 64 KB is not read', async () => {
    const answer = await post(at('/wecom/callback', unsigned()), 'x'.repeat(64 * 1024 + 1));
    expect(answer.status).toBe(413);
  });

  test('many slow senders at once fill the room and not the memory, and keep out nobody who comes at once', async () => {
    const { port } = new URL(rehearsal().env.PUBLIC_URL ?? '');
    const head = 'POST /wecom/callback HTTP/1.1\r\nhost: x\r\ncontent-length: 65000\r\n\r\n';
    const slow = Array.from({ length: 150 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
    const full = Promise.race(slow.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
    for (const socket of slow) socket.write(head + 'x'.repeat(64_000));
    expect(String(await full)).toMatch(/^HTTP\/1\.1 503/);
    expect((await post(at('/wecom/callback', unsigned()), 'x'.repeat(60_000))).status).toBe(403);
    expect(await rehearsal().wecom.pushTicket(suiteId)).toMatchObject({ taken: true, tries: [{ status: 200 }] });
    for (const socket of slow) socket.destroy();
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is no way to call back', async (method) => {
    expect((await fetch(at('/wecom/callback'), { method })).status).toBe(405);
  });

  test('a way back that nobody asked for says what to do, in Chinese and English', async () => {
    const answer = await fetch(at('/wecom/authorised', { state: '0'.repeat(32), auth_code: 'x' }));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
    const text = await answer.text();
    expect(text).toContain('重新要一个授权链接');
    expect(text).toContain('ask for a new one');
  });

  test('Slack’s door is as it was', async () => {
    const answer = await post(at('/slack/events'), '{}');
    expect(answer.status).toBe(door === 'http' ? 401 : 404);
    expect((await fetch(at('/healthz'))).status).toBe(200);
    await rehearsal().slack.person(wang).command('/school-notice', { channel });
    const { title } = wordsFor('zh').forms.notice.compose;
    await rehearsal()
      .slack.person(wang)
      .waitForModal((modal) => title in modal.values);
  });
});
