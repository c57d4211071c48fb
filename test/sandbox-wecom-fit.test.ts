/** The bot's reading of callbacks and the sandbox's making of them were written apart, from the same documents: they fit. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { decrypt, encrypt } from '../src/sandbox/wecom/provider/crypt.ts';
import { chenguangProvider } from '../src/sandbox/wecom/provider/sample.ts';
import { type CallbackSuite, readEcho, readEvent, type SuiteEvent } from '../src/wecom/callback/callback.ts';
import { decrypt as botDecrypt, encrypt as botEncrypt } from '../src/wecom/callback/crypto.ts';
import { openWecom, stopAll } from './sandbox-wecom-client.ts';
import { corpId, delegated, suite, suiteId } from './sandbox-wecom-provider-kit.ts';

it('each opens what the other encrypted, whatever the length', () => {
  for (let length = 0; length < 64; length++) {
    const [text, receiveId] = ['x'.repeat(length), suiteId];
    for (const { aesKey } of [suite, delegated]) {
      expect(botDecrypt(aesKey, encrypt(aesKey, { text, receiveId }))).toEqual({ message: text, receiveId });
      const encrypted = botEncrypt(aesKey, { message: text, receiveId }, randomBytes(16));
      expect(decrypt(aesKey, encrypted)).toEqual({ text, receiveId });
    }
  }
});

/** Answers as the bot's callback does, and keeps what it understood. */
async function openCallback(events: SuiteEvent[]): Promise<string> {
  const suites = [suite, delegated].map(
    (one): CallbackSuite => ({
      ...{ suiteId: one.suiteId, token: one.callbackToken, aesKey: one.aesKey },
      mayReceive: (id) => [one.suiteId, corpId, chenguangProvider.corpId].includes(id),
    }),
  );
  const server = createServer(async (request, response) => {
    const { searchParams: query } = new URL(request.url ?? '', 'http://bot');
    const body = await buffer(request);
    const read =
      request.method === 'GET' ? readEcho(query, suites, Date.now()) : readEvent({ query, body }, suites, Date.now());
    if (read.type === 'event') events.push(read.event);
    response.writeHead(read.type === 'refused' ? 400 : 200).end(read.type === 'echo' ? read.text : 'success');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom/callback`;
}

it('the bot understands every event the sandbox pushes', async () => {
  onTestFinished(stopAll);
  const events: SuiteEvent[] = [];
  const wecom = await openWecom();
  wecom.setCallback(await openCallback(events));
  const [key, ofDelegated] = [
    { suiteId, corpId },
    { suiteId: delegated.suiteId, corpId },
  ];
  const school = { MsgType: 'event', Event: 'change_school_contact', ChangeType: 'subscribe' };
  const pushes = [
    await wecom.checkUrl(suiteId),
    await wecom.pushTicket(suiteId),
    await wecom.authorise({ ...key, state: 'abc' }),
    await wecom.changeAuth(key, { mode: 'member' }),
    await wecom.cancelAuth(key),
    await wecom.authorise(ofDelegated),
    await wecom.resetPermanentCode(ofDelegated),
    await wecom.pushEvent({ suiteId, fields: school, receiveId: corpId, toUserName: corpId }),
  ];
  expect(pushes.map(({ taken, tries }) => [taken, tries.length])).toEqual(pushes.map(() => [true, 1]));
  const [secret, code] = [expect.stringMatching(/^[\w-]{64}$/), expect.stringMatching(/^[\w-]{86}$/)];
  expect(events).toEqual([
    { type: 'suite_ticket', suiteId, ticket: secret },
    { type: 'create_auth', suiteId, authCode: code, state: 'abc' },
    { type: 'change_auth', ...key },
    { type: 'cancel_auth', ...key },
    { type: 'create_auth', suiteId: delegated.suiteId, authCode: code, state: '' },
    { type: 'reset_permanent_code', suiteId: delegated.suiteId, authCode: code },
    { type: 'other', name: 'change_school_contact' },
  ]);
});
