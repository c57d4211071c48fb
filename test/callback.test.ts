import { describe, expect, test } from 'vitest';
import { echoExample, pushExample } from '../proof/attacks/wecom-examples.ts';
import { encrypt, sign } from '../src/wecom/callback/crypto.ts';
import {
  aesKey,
  echoQueryOf,
  encryptRaw,
  eventXml,
  nowMs,
  nowSeconds,
  otherKey,
  providerCorpId,
  pushOf,
  pushOfEncrypted,
  queryOf,
  read,
  readCheck,
  suiteOf,
  ticketXml,
} from './callback-kit.ts';

const suite = suiteOf('wwSuite1');
const ticket = ticketXml('wwSuite1');
const received = { type: 'event', event: { type: 'suite_ticket', suiteId: 'wwSuite1', ticket: 'ticket-1' } };

describe("WeCom's own examples", () => {
  const { token, corpId } = pushExample;
  const example = suiteOf('wwExample', { token, mayReceive: (receiveId) => receiveId === corpId });

  test('the check of the URL', () => {
    const { query, asPrinted, atMs, text } = echoExample;
    expect(readCheck(query, [example], atMs)).toEqual({ type: 'echo', text });
    // as it stands, each + is read as a blank
    expect(readCheck(asPrinted, [example], atMs)).toEqual({ type: 'echo', text });
  });

  test('a push, which is a message that somebody sent to an app', () => {
    expect(read(pushExample, [example], pushExample.atMs)).toMatchObject({ event: { type: 'other', name: 'text' } });
  });
});

describe('an event is read', () => {
  const about = (InfoType: string, fields: Record<string, string>) =>
    eventXml({ SuiteId: 'wwSuite1', InfoType, TimeStamp: '1403610513', ...fields });
  const events: [string, string, object][] = [
    ['suite_ticket', ticket, received.event],
    [
      'create_auth',
      about('create_auth', { AuthCode: 'code', State: 'asked-7' }),
      { type: 'create_auth', suiteId: 'wwSuite1', authCode: 'code', state: 'asked-7' },
    ],
    [
      'create_auth without State, with ExtraInfo',
      about('create_auth', { AuthCode: 'code' }).replace('</xml>', '<ExtraInfo><A><B>b</B></A></ExtraInfo></xml>'),
      { type: 'create_auth', suiteId: 'wwSuite1', authCode: 'code', state: '' },
    ],
    [
      'change_auth',
      about('change_auth', { AuthCorpId: 'wwSchool', State: 'x' }),
      { type: 'change_auth', suiteId: 'wwSuite1', corpId: 'wwSchool' },
    ],
    [
      'cancel_auth',
      about('cancel_auth', { AuthCorpId: 'wwSchool' }),
      { type: 'cancel_auth', suiteId: 'wwSuite1', corpId: 'wwSchool' },
    ],
    [
      'reset_permanent_code',
      about('reset_permanent_code', { AuthCode: 'code' }),
      { type: 'reset_permanent_code', suiteId: 'wwSuite1', authCode: 'code' },
    ],
    [
      'an InfoType we do nothing with',
      about('change_contact', { AuthCorpId: 'wwSchool', ChangeType: 'create_user' }),
      { type: 'other', name: 'change_contact' },
    ],
    [
      'an InfoType that names no suite',
      eventXml({ ServiceCorpId: providerCorpId, InfoType: 'register_corp', TimeStamp: '1403610513' }),
      { type: 'other', name: 'register_corp' },
    ],
    [
      "a change of the school's contacts",
      eventXml({
        ToUserName: 'wwSchool',
        FromUserName: 'sys',
        CreateTime: '1403610513',
        MsgType: 'event',
        Event: 'change_school_contact',
        ChangeType: 'create_student',
        Id: 'zhangsan',
      }),
      { type: 'other', name: 'change_school_contact' },
    ],
  ];
  test.each(events)('%s', (_name, xml, event) => {
    expect(read(pushOf(suite, xml), [suite])).toMatchObject({ type: 'event', event });
  });

  test('whichever of the receiveids that may be meant it names', () => {
    for (const receiveId of ['wwSuite1', providerCorpId]) {
      expect(read(pushOf(suite, ticket, { receiveId }), [suite])).toMatchObject(received);
    }
  });

  test('with one id for the same request, another for another', () => {
    const idOf = (push: Parameters<typeof read>[0]) => {
      const answer = read(push, [suite]);
      return answer.type === 'event' ? answer.id : answer.why;
    };
    const first = pushOf(suite, ticket);
    expect(idOf(first)).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf(first)).toBe(idOf(pushOf(suite, ticket)));
    expect(idOf({ ...first, body: String(first.body).replace('<AgentID></AgentID>', '') })).toBe(idOf(first));
    expect(idOf(pushOf(suite, ticket, { nonce: '1' }))).not.toBe(idOf(first));
    expect(idOf(pushOf(suite, ticket, { random: Buffer.alloc(16) }))).not.toBe(idOf(first));
  });
});

test('the check of the URL gives the plaintext as it is', () => {
  for (const text of ['1616140317555161061', ' "<知>"\n', '']) {
    expect(readCheck(echoQueryOf(suite, text), [suite])).toEqual({ type: 'echo', text });
  }
});

test('a + that the query does not escape is no blank', () => {
  const random = Buffer.alloc(16);
  let raw = '';
  while (!raw.includes('+')) {
    random.writeUInt32BE(random.readUInt32BE() + 1);
    raw = decodeURIComponent(echoQueryOf(suite, 'echo', { random }));
  }
  expect(new URLSearchParams(raw).get('echostr')).toContain(' ');
  expect(readCheck(raw, [suite])).toEqual({ type: 'echo', text: 'echo' });
});

describe('the time of a request', () => {
  const at = (seconds: number) => ({ timestamp: String(nowSeconds + seconds) });
  test.each([0, -1, 1, -600, 600])('%d s from now is fresh', (seconds) => {
    expect(read(pushOf(suite, ticket, at(seconds)), [suite])).toMatchObject(received);
    expect(readCheck(echoQueryOf(suite, 'echo', at(seconds)), [suite])).toMatchObject({ type: 'echo' });
  });
  test.each([
    [-601, 'stale'],
    [-86_400, 'stale'],
    [601, 'of the future'],
    [86_400, 'of the future'],
  ])('%d s from now is %s', (seconds, why) => {
    expect(read(pushOf(suite, ticket, at(seconds)), [suite])).toEqual({ type: 'refused', why });
    expect(readCheck(echoQueryOf(suite, 'echo', at(seconds)), [suite])).toEqual({ type: 'refused', why });
  });
  test('a millisecond too late is too late', () => {
    expect(read(pushOf(suite, ticket, at(-600)), [suite], nowMs + 1)).toMatchObject({ why: 'stale' });
  });
  test.each(['', '1700000000.0', '+170000000', '01700000000', '17e8', '0x6553f100', 'NaN', '１７００００００００'])(
    'written %j is refused',
    (timestamp) => {
      expect(read(pushOf(suite, ticket, { timestamp }), [suite])).toMatchObject({ type: 'refused' });
    },
  );
});

describe('a push is refused', () => {
  const good = pushOf(suite, ticket);
  const query = (change: (params: URLSearchParams) => void) => {
    const params = new URLSearchParams(good.query);
    change(params);
    return { ...good, query: String(params) };
  };
  const signature = new URLSearchParams(good.query).get('msg_signature') ?? '';
  const body = (text: string | Buffer) => ({ ...good, body: text });
  const sealed = (padded: Buffer) => pushOfEncrypted(suite, encryptRaw(aesKey, padded));
  const malformed = 'msg_signature missing, twice or malformed';
  const unsigned = 'signed with no token of ours';
  const unopened = 'not encrypted with our EncodingAESKey';
  const noEnvelope = 'body is no envelope';

  const pushes: [string, Parameters<typeof read>[0], string][] = [
    ['without a query', { ...good, query: '' }, malformed],
    ['without a signature', query((params) => params.delete('msg_signature')), malformed],
    ['with a signature cut', query((params) => params.set('msg_signature', signature.slice(1))), malformed],
    [
      'with a signature in capitals',
      query((params) => params.set('msg_signature', signature.toUpperCase())),
      malformed,
    ],
    ['with two signatures', query((params) => params.append('msg_signature', signature)), malformed],
    ['with zeros as signature', query((params) => params.set('msg_signature', '0'.repeat(40))), unsigned],
    ['with two times', query((params) => params.append('timestamp', '1')), 'timestamp missing, twice or malformed'],
    ['without a nonce', query((params) => params.delete('nonce')), 'nonce missing, twice or malformed'],
    ['with two nonces', query((params) => params.append('nonce', '1')), 'nonce missing, twice or malformed'],
    ['with another nonce', query((params) => params.set('nonce', '1')), unsigned],
    ['with another time', query((params) => params.set('timestamp', String(nowSeconds + 1))), unsigned],
    ['signed with another token', pushOf({ ...suite, token: 'wrong' }, ticket), unsigned],
    ['signed with no token', pushOf({ ...suite, token: '' }, ticket), unsigned],
    ['with the body of another', body(pushOf(suite, ticketXml('wwSuite1', 'ticket-2')).body), unsigned],
    ['encrypted with another key', pushOf({ ...suite, aesKey: otherKey }, ticket), unopened],
    ['for another receiveid', pushOf(suite, ticket, { receiveId: 'wwStranger' }), 'receiveid is not ours'],
    ['for no receiveid', pushOf(suite, ticket, { receiveId: '' }), 'receiveid is not ours'],
    ['for a receiveid and more', pushOf(suite, ticket, { receiveId: 'wwSuite1\0' }), 'receiveid is not ours'],
    ['with no padding', sealed(Buffer.alloc(32)), unopened],
    ['with a padding of 33', sealed(Buffer.alloc(64, 33)), unopened],
    ['with padding only', sealed(Buffer.alloc(32, 32)), unopened],
    ['with a length beyond the end', sealed(Buffer.alloc(64, 12)), unopened],
    ['with no base64', pushOfEncrypted(suite, 'not base64'), unopened],
    ['without a body', body(''), noEnvelope],
    ['with an empty envelope', body('<xml></xml>'), noEnvelope],
    ['with nothing encrypted', pushOfEncrypted(suite, ''), noEnvelope],
    ['with Encrypt twice', body(String(good.body).replace(/<Encrypt>.*<\/Encrypt>/, '$&$&')), noEnvelope],
    ['with Encrypt deeper', body(String(good.body).replace(/<Encrypt>.*<\/Encrypt>/, '<A>$&</A>')), noEnvelope],
    ['as JSON', body(JSON.stringify({ encrypt: 'x' })), noEnvelope],
    ['with a DTD', body(`<!DOCTYPE xml>${good.body}`), noEnvelope],
    [
      'with bytes that are not UTF-8',
      body(Buffer.from(String(good.body).replace('<AgentID>', '$&\xff'), 'latin1')),
      noEnvelope,
    ],
    ['cut', body(good.body.subarray(0, -1)), noEnvelope],
    ['with an event that is no XML', pushOf(suite, 'hello'), 'event is not as WeCom writes it'],
    ['with an empty event', pushOf(suite, ''), 'event is not as WeCom writes it'],
    ['with an event with a DTD', pushOf(suite, `<!DOCTYPE xml>${ticket}`), 'event is not as WeCom writes it'],
    ['with two tickets', pushOf(suite, ticket.replace(/<SuiteT.*t>/, '$&$&')), 'event is not as WeCom writes it'],
    ['with an event of no type', pushOf(suite, eventXml({ SuiteId: 'wwSuite1' })), 'event is incomplete'],
    ['with a ticket of no suite', pushOf(suite, ticket.replace(/<SuiteId.*SuiteId>/, '')), 'event is incomplete'],
    ['with a ticket of another suite', pushOf(suite, ticketXml('wwSuite2')), 'SuiteId is of another suite'],
    ['with a ticket of an empty suite', pushOf(suite, ticketXml('')), 'SuiteId is of another suite'],
    ['with an empty ticket', pushOf(suite, ticketXml('wwSuite1', '')), 'event is incomplete'],
  ];
  test.each(pushes)('%s', (_name, push, why) => {
    expect(read(good, [suite])).toMatchObject(received);
    expect(read(push, [suite])).toEqual({ type: 'refused', why });
  });

  test.each(['create_auth', 'change_auth', 'cancel_auth', 'reset_permanent_code'])(
    '%s without its value',
    (InfoType) => {
      const push = pushOf(suite, eventXml({ SuiteId: 'wwSuite1', InfoType }));
      expect(read(push, [suite])).toEqual({ type: 'refused', why: 'event is incomplete' });
    },
  );

  test('with a nonce of 65 characters, not of 64', () => {
    expect(read(pushOf(suite, ticket, { nonce: 'n'.repeat(65) }), [suite])).toMatchObject({ type: 'refused' });
    expect(read(pushOf(suite, ticket, { nonce: 'n'.repeat(64) }), [suite])).toMatchObject(received);
  });

  test('one byte over 64 KB, and none under', () => {
    const filled = (bytes: number) => body(String(good.body).padEnd(bytes, ' '));
    expect(read(filled(65_536), [suite])).toMatchObject(received);
    expect(read(filled(65_537), [suite])).toEqual({ type: 'refused', why: 'body too large' });
  });

  test('when no suite is configured', () => {
    expect(read(good, [])).toEqual({ type: 'refused', why: unsigned });
  });

  test('and nothing of it is in the reason', () => {
    const marked = ticketXml('canary', 'canary');
    const canaries = { receiveId: 'canary', nonce: 'canary' };
    for (const push of [pushOf(suite, marked, canaries), pushOf(suite, marked), pushOf(suite, 'canary')]) {
      expect(JSON.stringify(read(push, [suite]))).not.toContain('canary');
    }
  });
});

describe('characters moved where the signature does not see it', () => {
  // the parts are sorted and joined: only their order and their sum are signed
  const whole = { timestamp: String(nowSeconds), nonce: '2'.repeat(10), encrypt: '' };
  const random = Buffer.alloc(16);
  // three whole blocks are 128 characters; what is left of them must sort behind the nonce
  while (!/^[3-9A-Z].{127}[3-9A-Z]/.test(whole.encrypt)) {
    random.writeUInt32BE(random.readUInt32BE() + 1);
    whole.encrypt = encrypt(aesKey, { message: ticket, receiveId: 'wwSuite1' }, random);
  }
  const signature = sign(suite.token, whole);
  const readMoved = ({ timestamp, nonce, encrypt: encrypted }: typeof whole) => {
    const query = `msg_signature=${signature}&timestamp=${timestamp}&nonce=${encodeURIComponent(nonce)}`;
    return read({ ...pushOfEncrypted(suite, encrypted), query }, [suite]);
  };

  test('the first blocks of Encrypt cannot hide in the nonce', () => {
    expect(readMoved(whole)).toMatchObject(received);
    const unseen: number[] = [];
    for (let chars = 1; chars < whole.encrypt.length; chars++) {
      const [hidden, left] = [whole.encrypt.slice(0, chars), whole.encrypt.slice(chars)];
      const moved = { ...whole, nonce: whole.nonce + hidden, encrypt: left };
      if (sign(suite.token, moved) === signature) unseen.push(chars);
      expect(readMoved(moved), `${chars} characters`).toMatchObject({ type: 'refused' });
    }
    expect(unseen).toContain(128);
  });

  test('digits of the nonce cannot lengthen the time', () => {
    for (let chars = 1; chars < 10; chars++) {
      const [timestamp, nonce] = [whole.timestamp + whole.nonce.slice(0, chars), whole.nonce.slice(chars)];
      expect(sign(suite.token, { ...whole, timestamp, nonce })).toBe(signature);
      const why = 'timestamp missing, twice or malformed';
      expect(readMoved({ ...whole, timestamp, nonce })).toEqual({ type: 'refused', why });
    }
  });
});

describe('the check of the URL is refused', () => {
  const good = echoQueryOf(suite, 'echo');
  const bare = queryOf(suite, '');
  const refusals: [string, string, string][] = [
    ['without echostr', bare, 'echostr missing or twice'],
    ['with an empty echostr', `${bare}&echostr=`, 'echostr missing or twice'],
    ['with two', `${good}&echostr=x`, 'echostr missing or twice'],
    ['with another echostr', good.replace(/echostr=.*/, 'echostr=AAAA'), 'signed with no token of ours'],
    ['for a stranger', echoQueryOf(suite, 'echo', { receiveId: 'wwStranger' }), 'receiveid is not ours'],
    [
      'encrypted with another key',
      echoQueryOf({ ...suite, aesKey: otherKey }, 'echo'),
      'not encrypted with our EncodingAESKey',
    ],
  ];
  test.each(refusals)('%s', (_name, query, why) => {
    expect(readCheck(good, [suite])).toMatchObject({ type: 'echo' });
    expect(readCheck(query, [suite])).toEqual({ type: 'refused', why });
  });
});

describe('of two suites', () => {
  const ticketOf = (suiteId: string) => ({ event: { type: 'suite_ticket', suiteId } });

  test('the token tells which one is meant', () => {
    const [one, two] = [suiteOf('wwSuite1'), suiteOf('dkSuite2', { aesKey: otherKey })];
    expect(read(pushOf(one, ticketXml('wwSuite1')), [one, two])).toMatchObject(ticketOf('wwSuite1'));
    expect(read(pushOf(two, ticketXml('dkSuite2')), [one, two])).toMatchObject(ticketOf('dkSuite2'));
    expect(readCheck(echoQueryOf(two, 'echo'), [one, two])).toEqual({ type: 'echo', text: 'echo' });
  });

  test('neither may speak for the other', () => {
    const [one, two] = [suiteOf('wwSuite1'), suiteOf('dkSuite2')];
    const push = pushOf(one, ticketXml('dkSuite2'), { receiveId: providerCorpId });
    expect(read(push, [one, two])).toEqual({ type: 'refused', why: 'SuiteId is of another suite' });
  });

  test('with one token and two keys, the key tells', () => {
    const one = suiteOf('wwSuite1', { token: 'shared' });
    const two = suiteOf('dkSuite2', { token: 'shared', aesKey: otherKey });
    for (const suites of [
      [one, two],
      [two, one],
    ]) {
      expect(read(pushOf(two, ticketXml('dkSuite2')), suites)).toMatchObject(ticketOf('dkSuite2'));
    }
    const neither = pushOf({ ...one, aesKey: 'A'.repeat(43) }, ticketXml('wwSuite1'));
    expect(read(neither, [one, two])).toEqual({ type: 'refused', why: 'not encrypted with our EncodingAESKey' });
  });

  test('with one token and one key, the SuiteId tells', () => {
    const [one, two] = [suiteOf('wwSuite1', { token: 'shared' }), suiteOf('dkSuite2', { token: 'shared' })];
    for (const suites of [
      [one, two],
      [two, one],
    ]) {
      const push = pushOf(two, ticketXml('dkSuite2'), { receiveId: providerCorpId });
      expect(read(push, suites)).toMatchObject(ticketOf('dkSuite2'));
    }
    expect(read(pushOf(one, ticketXml('wwSuite3')), [one, two])).toEqual({
      type: 'refused',
      why: 'SuiteId is of another suite, receiveid is not ours',
    });
  });
});
