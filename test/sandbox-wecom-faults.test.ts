import { afterEach, describe, expect, it } from 'vitest';
import { app, getToken, handClock, openCounter, stopAll, upload } from './sandbox-wecom-client.ts';

afterEach(stopAll);

const open = () => openCounter({ directory: 'open' });
const toOne = (id: string) => ({ to_parent_userid: [id] });

describe('an injected errcode', () => {
  it.each([
    [-1, false, 0],
    [-1, true, 1],
    [60020, false, 0],
    [45009, true, 1],
  ])('%i, carried out: %s', async (errcode, carriedOut, sends) => {
    const { wecom, say } = await open();
    wecom.inject({ api: 'send', fault: { type: 'errcode', errcode, carriedOut } });
    const answer = await say(toOne('p1'));
    expect(answer.status).toBe(200);
    expect(answer.json.errcode).toBe(errcode);
    expect(wecom.inbox('p1')).toHaveLength(sends);
    expect((await say(toOne('p2'))).json.errcode).toBe(0);
  });

  it('brings its own words and fields', async () => {
    const { wecom, say } = await open();
    const fields = { invalid_parent_userid: [] };
    wecom.inject({ fault: { type: 'errcode', errcode: 40008, errmsg: '不行', fields } });
    expect((await say(toOne('p1'))).json).toEqual({ errcode: 40008, errmsg: '不行', ...fields });
  });
});

describe('which calls a rule meets', () => {
  const busy = { type: 'errcode', errcode: -1 } as const;

  it('the next one, unless told otherwise', async () => {
    const { wecom, say } = await open();
    const rule = wecom.inject({ fault: busy });
    const codes = [await say(toOne('a')), await say(toOne('b'))].map((answer) => answer.json.errcode);
    expect([codes, rule.hits()]).toEqual([[-1, 0], 1]);
  });

  it('N calls, after some that pass', async () => {
    const { wecom, say } = await open();
    wecom.inject({ skip: 1, times: 2, fault: busy });
    const codes: unknown[] = [];
    for (const id of ['a', 'b', 'c', 'd']) codes.push((await say(toOne(id))).json.errcode);
    expect(codes).toEqual([0, -1, -1, 0]);
  });

  it('one api, one named id, or whatever a test can tell', async () => {
    const { wecom, token, say } = await open();
    wecom.inject({ api: 'gettoken', fault: busy });
    wecom.inject({ naming: 'p2', times: null, fault: busy });
    wecom.inject({ times: null, fault: busy }, (call) => call.query.get('type') === 'image');
    expect((await say(toOne('p1'))).json.errcode).toBe(0);
    for (const _ of [1, 2]) expect((await say({ to_parent_userid: ['p1', 'p2'] })).json.errcode).toBe(-1);
    expect((await upload({ url: wecom.url, token })).json.errcode).toBe(-1);
    expect((await upload({ url: wecom.url, token, type: 'file' })).json.errcode).toBe(0);
    expect((await getToken(wecom.url)).json.errcode).toBe(-1);
  });

  it('a share of them, the same ones in every run', async () => {
    const run = async () => {
      const { wecom, say } = await openCounter({ directory: 'open', seed: 7 });
      wecom.inject({ api: 'send', times: null, rate: 0.3, fault: busy });
      const codes: unknown[] = [];
      for (let i = 0; i < 40; i++) codes.push((await say(toOne(`p${i}`))).json.errcode);
      return codes;
    };
    const codes = await run();
    expect(codes.filter((code) => code === -1).length).toBeGreaterThan(4);
    expect(codes.filter((code) => code === 0).length).toBeGreaterThan(20);
    expect(await run()).toEqual(codes);
  });

  it('none once removed or cleared', async () => {
    const { wecom, say } = await open();
    wecom.inject({ times: null, fault: busy }).remove();
    wecom.inject({ times: null, fault: busy });
    wecom.clearFaults();
    expect((await say(toOne('p1'))).json.errcode).toBe(0);
  });

  it('not by an id where nothing of the body is read', async () => {
    const { wecom } = await open();
    expect(() => wecom.inject({ naming: 'p1', fault: { type: 'cutBeforeReading' } })).toThrow('before the body');
  });
});

describe('a throttle', () => {
  it('answers 45009 for its time from the first call, and counts who called inside', async () => {
    const clock = handClock();
    const { wecom, say } = await openCounter({ directory: 'open', clock });
    const window = wecom.throttle({ forMs: 60_000 });
    clock.pass(3_600_000);
    const codes: unknown[] = [(await say(toOne('a'))).json.errcode];
    clock.pass(59_999);
    codes.push((await say(toOne('a'))).json.errcode);
    clock.pass(1);
    codes.push((await say(toOne('a'))).json.errcode);
    expect([codes, window.hits()]).toEqual([[45009, 45009, 0], 2]);
    expect(wecom.inbox('a')).toHaveLength(1);
  });
});

describe('the limit of calls at once', () => {
  it('answers 45033 above it, per corp, and forgets calls that are over', async () => {
    const stranger = { ...app, corpId: 'ww1', secret: 'stranger' };
    const { wecom, say } = await openCounter({ apps: [app, stranger], directory: 'open', maxConcurrent: 1 });
    const held = wecom.holdNext({ naming: 'p1' });
    const first = say(toOne('p1'));
    await held.arrived;
    expect((await say(toOne('p2'))).json.errcode).toBe(45033);
    wecom.limitConcurrency(2);
    expect((await say(toOne('p3'))).json.errcode).toBe(0);
    wecom.limitConcurrency(1);
    held.release();
    expect((await first).json.errcode).toBe(0);
    expect((await say(toOne('p4'))).json.errcode).toBe(0);
    expect(wecom.received().map(({ id }) => id)).toEqual(['p3', 'p1', 'p4']);
  });
});

describe('a held call', () => {
  it.each([
    [false, 0],
    [true, 1],
  ])('carried out before the wait: %s', async (carriedOut, sends) => {
    const { wecom, say } = await open();
    const held = wecom.holdNext({ carriedOut });
    const answer = say(toOne('p1'));
    await held.arrived;
    expect((await say(toOne('p2'))).json.errcode).toBe(0);
    expect(wecom.inbox('p1')).toHaveLength(sends);
    held.release();
    expect((await answer).json.errcode).toBe(0);
    expect(wecom.inbox('p1')).toHaveLength(1);
  });

  it('may end in another fault', async () => {
    const { wecom, say } = await open();
    const held = wecom.holdNext();
    wecom.inject({ skip: 0, fault: { type: 'http', status: 504, body: 'late' } });
    const answer = say(toOne('p1'));
    await held.arrived;
    held.release();
    expect((await answer).text).toBe('late');
    expect(wecom.log('send')[0]?.fault).toBe('hold+http');
  });
});

describe('a slow answer', () => {
  it.each([
    [false, 0],
    [true, 1],
  ])('carried out first: %s', async (carriedOut, sends) => {
    const clock = handClock();
    const { wecom, say } = await openCounter({ directory: 'open', clock });
    const slow = wecom.inject({ api: 'send', fault: { type: 'slow', ms: 5000, carriedOut } });
    const answer = say(toOne('p1'));
    await slow.arrived;
    expect((await say(toOne('p2'))).json.errcode).toBe(0);
    expect(wecom.inbox('p1')).toHaveLength(sends);
    clock.pass(5000);
    expect((await answer).json.errcode).toBe(0);
    expect(wecom.inbox('p1')).toHaveLength(1);
  });
});
