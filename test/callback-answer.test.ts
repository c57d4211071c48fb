import { describe, expect, test } from 'vitest';
import { answerCallback, type CallbackDeps } from '../src/wecom/callback/answer.ts';
import { echoQueryOf, eventXml, nowMs, pushOf, queryOf, suiteOf, ticketXml } from './callback-kit.ts';

const suite = suiteOf('wwSuite1');

function start(accept: CallbackDeps['accept'] = async () => undefined) {
  const accepted: { event: object; id: string }[] = [];
  const log: unknown[] = [];
  const deps: CallbackDeps = {
    suites: [suite],
    clock: { now: () => nowMs },
    async accept(event, id) {
      await accept(event, id);
      accepted.push({ event, id });
    },
    refused: (why) => log.push(why),
    failed: (err) => log.push(err),
  };
  const request = (method: 'GET' | 'POST', query: string, body: Uint8Array = new Uint8Array()) =>
    answerCallback({ method, query: new URLSearchParams(query), body }, deps);
  return {
    accepted,
    log,
    check: (query: string) => request('GET', query),
    push: ({ query, body }: { query: string; body: Buffer }) => request('POST', query, body),
  };
}

test('the check of the URL is answered with the plaintext and nothing more', async () => {
  const { check, accepted, log } = start();
  expect(await check(echoQueryOf(suite, '1616140317555161061'))).toEqual({ status: 200, text: '1616140317555161061' });
  expect([accepted, log]).toEqual([[], []]);
});

test('an event is answered with success, after it was stored', async () => {
  const order: string[] = [];
  const { push, accepted, log } = start(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    order.push('stored');
  });
  const answer = await push(pushOf(suite, ticketXml('wwSuite1')));
  order.push('answered');
  expect(answer).toEqual({ status: 200, text: 'success' });
  expect(order).toEqual(['stored', 'answered']);
  const event = { type: 'suite_ticket', suiteId: 'wwSuite1', ticket: 'ticket-1' };
  expect(accepted).toEqual([{ event, id: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(log).toEqual([]);
});

test('an event that we do nothing with is answered with success and not stored', async () => {
  const { push, accepted, log } = start();
  const xml = eventXml({ MsgType: 'event', Event: 'change_school_contact' });
  expect(await push(pushOf(suite, xml))).toEqual({ status: 200, text: 'success' });
  expect([accepted, log]).toEqual([[], []]);
});

test('an event that could not be stored is no success, so that WeCom sends it again; then it is', async () => {
  const down = new Error('the database is down');
  let tries = 0;
  const { push, accepted, log } = start(async () => {
    tries += 1;
    if (tries < 3) throw down;
  });
  const pushed = pushOf(suite, ticketXml('wwSuite1'));
  expect(await push(pushed)).toEqual({ status: 500, text: 'not stored' });
  expect(await push(pushed)).toEqual({ status: 500, text: 'not stored' });
  expect(await push(pushed)).toEqual({ status: 200, text: 'success' });
  expect(accepted).toHaveLength(1);
  expect(log).toEqual([down, down]);
});

describe('what is refused is told the log, not the sender', () => {
  test('a check', async () => {
    const { check, log } = start();
    expect(await check(`${queryOf(suite, 'AAAA')}&echostr=BBBB`)).toEqual({ status: 403, text: 'refused' });
    expect(await check('')).toEqual({ status: 403, text: 'refused' });
    expect(log).toEqual(['signed with no token of ours', 'msg_signature missing, twice or malformed']);
  });

  test('a push, of which nothing is stored', async () => {
    const { push, accepted, log } = start();
    const pushes = [
      pushOf({ ...suite, token: 'wrong' }, ticketXml('wwSuite1')),
      pushOf(suite, ticketXml('wwSuite1'), { receiveId: 'wwStranger' }),
      pushOf(suite, ticketXml('wwSuite2')),
    ];
    for (const pushed of pushes) expect(await push(pushed)).toEqual({ status: 403, text: 'refused' });
    expect(accepted).toEqual([]);
    expect(log).toEqual(['signed with no token of ours', 'receiveid is not ours', 'SuiteId is of another suite']);
  });

  test('a push by GET and a check by POST', async () => {
    const { check, push, accepted } = start();
    expect(await check(pushOf(suite, ticketXml('wwSuite1')).query)).toMatchObject({ status: 403 });
    expect(await push({ query: echoQueryOf(suite, 'echo'), body: Buffer.alloc(0) })).toMatchObject({ status: 403 });
    expect(accepted).toEqual([]);
  });
});
