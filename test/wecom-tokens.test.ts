import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Act,
  bytesOf,
  countOf,
  json,
  openAppAt,
  openStandIn,
  type StandIn,
  sendPath,
  tokenPath,
} from './wecom-stand-in.ts';

const body = bytesOf({ to_parent_userid: ['p1'] });
const minute = 60_000;

let now = 0;
const clock = { now: () => now, sleep: async () => undefined };

let standIn: StandIn;
/** The tokens WeCom takes at the moment, and the one it gives next. */
let good: Set<string>;
let given = 0;
let deadCode = 42001;

const giveToken: Act = (req, res) => {
  given += 1;
  good.add(`token-${given}`);
  json({ errcode: 0, errmsg: 'ok', access_token: `token-${given}`, expires_in: 7200 })(req, res);
};
const take: Act = (req, res) => {
  const token = new URL(req.url ?? '', 'http://x').searchParams.get('access_token') ?? '';
  json(good.has(token) ? { errcode: 0, errmsg: 'ok' } : { errcode: deadCode, errmsg: 'token' })(req, res);
};

beforeEach(async () => {
  now = 1_000_000;
  given = 0;
  good = new Set();
  deadCode = 42001;
  standIn = await openStandIn();
  standIn.on(tokenPath, giveToken);
  standIn.on(sendPath, take);
});
afterEach(() => standIn.close());

const open = (more: Parameters<typeof openAppAt>[1] = {}) => openAppAt(standIn.url, { clock, ...more }).app;
const fetches = () => countOf(standIn, tokenPath);
const sends = () => countOf(standIn, sendPath);
const accepted = { type: 'accepted', invalid: [], msgid: null };

const fail = () => {
  throw new Error('store down');
};

describe('one token for all', () => {
  test('parallel first calls share one gettoken', async () => {
    const app = open();
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.send('notice', body)));
    expect(answers).toEqual(answers.map(() => accepted));
    expect([fetches(), sends()]).toEqual([1, 50]);
    await app.close();
  });

  test('another process finds it in the cache', async () => {
    const keyv = new Keyv();
    const [one, two] = [open({ keyv }), open({ keyv })];
    await one.send('notice', body);
    expect(await two.send('notice', body)).toEqual(accepted);
    expect(fetches()).toBe(1);
    await one.close();
    await two.close();
  });

  test('an app whose secret was changed does not find the old one', async () => {
    const keyv = new Keyv();
    const [one, two] = [open({ keyv }), open({ keyv, secret: 'secret-2' })];
    await one.send('notice', body);
    await two.send('notice', body);
    expect(fetches()).toBe(2);
    await one.close();
    await two.close();
  });

  test('is fetched anew a little before it expires', async () => {
    const app = open();
    await app.send('notice', body);
    now += 7200_000 - 6 * minute;
    await app.send('notice', body);
    expect(fetches()).toBe(1);
    now += 2 * minute;
    await app.send('notice', body);
    expect(fetches()).toBe(2);
    await app.close();
  });

  test.each([
    ['fails', fail],
    ['gives nonsense', () => ({ value: { sealed: 'nonsense', expiresAt: 9e15 } })],
    ['gives what is not ours', () => ({ value: 7 })],
  ])('a cache that %s costs a gettoken, nothing more', async (_name, get) => {
    const store = Object.assign(new Map(), { get });
    const app = open({ keyv: new Keyv({ store }) });
    expect(await app.send('notice', body)).toEqual(accepted);
    expect(await app.send('notice', body)).toEqual(accepted);
    expect(fetches()).toBe(1);
    await app.close();
  });

  test('an answer without errcode but with a token is a success', async () => {
    good.add('bare');
    standIn.on(tokenPath, json({ access_token: 'bare' }));
    const app = open();
    expect(await app.send('notice', body)).toEqual(accepted);
    await app.close();
  });
});

describe('a token that dies', () => {
  test.each([42001, 40014, 41001])('(%d) is replaced once and the call replayed once', async (errcode) => {
    deadCode = errcode;
    const app = open();
    await app.send('notice', body);
    good.clear();
    expect(await app.send('notice', body)).toEqual(accepted);
    expect([fetches(), sends()]).toEqual([2, 3]);
    await app.close();
  });

  test('under 1,000 parallel calls: exactly one gettoken, each call replayed once', async () => {
    const app = open();
    await app.send('notice', body);
    good.clear();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => app.send('notice', body)));
    expect(answers.every((answer) => answer.type === 'accepted')).toBe(true);
    expect([fetches(), sends()]).toEqual([2, 1 + 1000 + 1000]);
    await app.close();
  });

  test('and was already replaced by another process: no gettoken at all', async () => {
    const keyv = new Keyv();
    const [one, two] = [open({ keyv }), open({ keyv })];
    await one.send('notice', body);
    await two.send('notice', body);
    good.clear();
    await one.send('notice', body);
    expect(fetches()).toBe(2);
    expect(await two.send('notice', body)).toEqual(accepted);
    expect(fetches()).toBe(2);
    await one.close();
    await two.close();
  });

  test('twice in a row stops, with WeCom’s words, and nobody was sent to', async () => {
    standIn.on(sendPath, json({ errcode: 40014, errmsg: 'invalid access_token' }));
    const app = open();
    const refused = { type: 'refused', refusal: { errcode: 40014, errmsg: 'invalid access_token' }, advice: 'stop' };
    expect(await app.send('notice', body)).toEqual(refused);
    expect([fetches(), sends()]).toEqual([2, 2]);
    expect(await app.send('notice', body)).toEqual(refused);
    expect([fetches(), sends()]).toEqual([2, 2]);
    await app.close();
  });

  test('although gettoken gives the same one again (wrong kind of token): no storm of gettoken', async () => {
    standIn.on(tokenPath, json({ errcode: 0, access_token: 'same', expires_in: 7200 }));
    const app = open();
    const answers = await Promise.all(Array.from({ length: 300 }, () => app.send('notice', body)));
    expect(answers.every((answer) => answer.type === 'refused' && answer.advice === 'stop')).toBe(true);
    expect(fetches()).toBe(2);
    await app.close();
  });

  test('while gettoken is out of reach: the refused call counts as not sent', async () => {
    const app = open();
    await app.send('notice', body);
    good.clear();
    standIn.on(tokenPath, (req) => void req.socket.resetAndDestroy());
    expect(await app.send('notice', body)).toMatchObject({ type: 'notSent', hurdle: 'unreachable' });
    await app.close();
  });
});

describe('a refused credential', () => {
  const wrongSecret = json({ errcode: 40001, errmsg: 'invalid credential' });
  const refused = { type: 'refused', refusal: { errcode: 40001, errmsg: 'invalid credential' }, advice: 'stop' };

  test('stops, is asked once by 50 parallel calls, and not again for a minute', async () => {
    standIn.on(tokenPath, wrongSecret);
    const app = open();
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.send('notice', body)));
    expect(answers).toEqual(answers.map(() => refused));
    now += minute - 1;
    expect(await app.send('notice', body)).toEqual(refused);
    expect([fetches(), sends()]).toEqual([1, 0]);
    now += 1;
    expect(await app.send('notice', body)).toEqual(refused);
    expect(fetches()).toBe(2);
    await app.close();
  });

  test('is asked again at once when somebody says it is mended', async () => {
    standIn.on(tokenPath, wrongSecret);
    const app = open();
    await app.send('notice', body);
    standIn.on(tokenPath, giveToken);
    expect(await app.send('notice', body)).toEqual(refused);
    app.forgive();
    expect(await app.send('notice', body)).toEqual(accepted);
    await app.close();
  });

  test('in the middle of a delivery stops that call too', async () => {
    const app = open();
    await app.send('notice', body);
    good.clear();
    standIn.on(tokenPath, wrongSecret);
    expect(await app.send('notice', body)).toEqual(refused);
    expect(sends()).toBe(2);
    await app.close();
  });

  test.each([
    [45009, 'throttled'],
    [45033, 'slowDown'],
    [60020, 'stop'],
    [40003, 'stop'],
    [40007, 'stop'],
    [81013, 'stop'],
  ])('gettoken says %d: %s', async (errcode, advice) => {
    standIn.on(tokenPath, json({ errcode, errmsg: 'no' }));
    const app = open();
    expect(await app.send('notice', body)).toEqual({ type: 'refused', refusal: { errcode, errmsg: 'no' }, advice });
    await app.close();
  });

  test('gettoken is busy: nothing was sent, so there is no doubt, and it may be asked again', async () => {
    standIn.on(tokenPath, json({ errcode: -1, errmsg: 'system busy' }));
    const app = open();
    expect(await app.send('notice', body)).toEqual({
      type: 'notSent',
      hurdle: 'unreachable',
      detail: 'gettoken: errcode -1',
    });
    standIn.on(tokenPath, giveToken);
    expect(await app.send('notice', body)).toEqual(accepted);
    await app.close();
  });
});
