import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  eventXml,
  nowSeconds,
  otherKey,
  type Push,
  providerCorpId,
  pushOf,
  queryOf,
  read,
  suiteOf,
  ticketXml,
} from './callback-kit.ts';

const mutants = 10_000;
const seed = 20_240_607;

const one = suiteOf('wwSuite1');
const two = suiteOf('dkSuite2', { aesKey: otherKey });
const suites = [one, two];

const about = (SuiteId: string, InfoType: string, fields: Record<string, string>) =>
  eventXml({ SuiteId, InfoType, TimeStamp: '1403610513', ...fields });
const pushes = [
  pushOf(one, ticketXml('wwSuite1'), { nonce: '1' }),
  pushOf(two, ticketXml('dkSuite2'), { nonce: '263014780' }),
  pushOf(one, about('wwSuite1', 'create_auth', { AuthCode: 'c'.repeat(512), State: '学校' }), { nonce: 'x7Kd02' }),
  pushOf(two, about('dkSuite2', 'cancel_auth', { AuthCorpId: 'wwSchool' }), { timestamp: String(nowSeconds - 599) }),
  pushOf(one, about('wwSuite1', 'reset_permanent_code', { AuthCode: 'code' }), { receiveId: providerCorpId }),
  pushOf(two, eventXml({ MsgType: 'event', Event: 'change_school_contact' }), { receiveId: providerCorpId }),
];

/** Where and how a mutation cuts: any numbers, taken modulo what there is. */
type Dice = { at: number; to: number; other: Push };
type Mutation = (push: Push, dice: Dice) => Push;

function flipBit(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes);
  const index = (at >> 3) % bytes.length;
  flipped[index] = (flipped[index] ?? 0) ^ (1 << (at & 7));
  return flipped;
}

function swapBytes(bytes: Buffer, at: number, to: number): Buffer {
  const swapped = Buffer.from(bytes);
  const [from, into] = [at % bytes.length, to % bytes.length];
  swapped[from] = bytes[into] ?? 0;
  swapped[into] = bytes[from] ?? 0;
  return swapped;
}

function splice(bytes: Buffer, at: number, removed: number, added = ''): Buffer {
  const from = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(added), bytes.subarray(from + removed)]);
}

const inQuery = ({ query, body }: Push, change: (bytes: Buffer) => Buffer): Push => ({
  query: change(Buffer.from(query)).toString('latin1'),
  body,
});
const inBody = ({ query, body }: Push, change: (bytes: Buffer) => Buffer): Push => ({ query, body: change(body) });

const cdata = /<Encrypt><!\[CDATA\[(.*)\]\]>/;
const encryptedOf = ({ body }: Push) => cdata.exec(String(body))?.[1] ?? '';
function inEncrypted(push: Push, change: (bytes: Buffer) => Buffer): Push {
  const changed = change(Buffer.from(encryptedOf(push))).toString('latin1');
  return { ...push, body: Buffer.from(String(push.body).replace(cdata, () => `<Encrypt><![CDATA[${changed}]]>`)) };
}
function inCipher(push: Push, change: (bytes: Buffer) => Buffer): Push {
  return inEncrypted(push, (text) => Buffer.from(change(Buffer.from(String(text), 'base64')).toString('base64')));
}

const fragments = [
  '<Encrypt>x</Encrypt>',
  '<Encrypt/>',
  '<!DOCTYPE xml>',
  '<!ENTITY x "y">',
  '<!---->',
  '&x;',
  '&amp;',
  ']]>',
  '<![CDATA[',
  '</xml>',
  '<xml>',
  '\0',
  ' ',
  '\n',
  'A',
  '=',
  '+',
];

const mutations: Record<string, Mutation> = {
  'a bit of the query': (push, { at }) => inQuery(push, (bytes) => flipBit(bytes, at)),
  'a bit of the body': (push, { at }) => inBody(push, (bytes) => flipBit(bytes, at)),
  'a bit of Encrypt': (push, { at }) => inEncrypted(push, (bytes) => flipBit(bytes, at)),
  'a bit of what Encrypt says': (push, { at }) => inCipher(push, (bytes) => flipBit(bytes, at)),
  'two bytes of the query swapped': (push, { at, to }) => inQuery(push, (bytes) => swapBytes(bytes, at, to)),
  'two bytes of the body swapped': (push, { at, to }) => inBody(push, (bytes) => swapBytes(bytes, at, to)),
  'two blocks of Encrypt swapped': (push, { at, to }) =>
    inCipher(push, (bytes) => {
      const blocks = Array.from({ length: bytes.length / 16 }, (_, i) => bytes.subarray(i * 16, i * 16 + 16));
      const [from, into] = [at % blocks.length, to % blocks.length];
      return Buffer.concat(blocks.map((block, i) => blocks[i === from ? into : i === into ? from : i] ?? block));
    }),
  'the query cut': (push, { at }) => inQuery(push, (bytes) => bytes.subarray(0, at % bytes.length)),
  'the body cut': (push, { at }) => inBody(push, (bytes) => bytes.subarray(0, at % bytes.length)),
  'Encrypt cut by blocks': (push, { at }) => inCipher(push, (bytes) => bytes.subarray((at % (bytes.length / 32)) * 32)),
  'bytes out of the body': (push, { at, to }) => inBody(push, (bytes) => splice(bytes, at, 1 + (to % 40))),
  'bytes out of the query': (push, { at, to }) => inQuery(push, (bytes) => splice(bytes, at, 1 + (to % 40))),
  'something put into the body': (push, { at, to }) =>
    inBody(push, (bytes) => splice(bytes, at, 0, fragments[to % fragments.length])),
  'something put into the query': (push, { at, to }) =>
    inQuery(push, (bytes) => splice(bytes, at, 0, encodeURIComponent(fragments[to % fragments.length] ?? ''))),
  'a parameter twice': (push, { at, to, other }) => {
    const pieces = [push, other].map(({ query }) => query.split('&')[at % 3]);
    return { ...push, query: `${push.query}&${pieces[to % 2]}` };
  },
  'a parameter of another push': (push, { at, other }) => {
    const values = other.query.split('&');
    const query = push.query.split('&').map((value, i) => (i === at % 3 ? values[i] : value));
    return { ...push, query: query.join('&') };
  },
  'characters moved from the nonce to the time and back': (push, { at }) => {
    const params = new URLSearchParams(push.query);
    const digits = `${params.get('timestamp')}${params.get('nonce')}`;
    const cut = 1 + (at % (digits.length - 1));
    params.set('timestamp', digits.slice(0, cut));
    params.set('nonce', digits.slice(cut));
    return { ...push, query: String(params) };
  },
  'the query of one and the body of another': (push, { other }) => ({ ...push, body: other.body }),
  'signed with a wrong token': (push, { at, to }) => ({
    ...push,
    query: queryOf({ ...one, token: ['', 'token', `token of wwSuite${at}`][to % 3] ?? '' }, encryptedOf(push)),
  }),
  "signed with the other suite's token": (push, { to, other }) => {
    const from = [push, other][to % 2] ?? push;
    const stranger = pushes.indexOf(from) % 2 === 0 ? two : one;
    return { ...from, query: queryOf(stranger, encryptedOf(from)) };
  },
};

test(`of ${mutants} mutated pushes none is accepted, unless it says what the one it was made from said`, () => {
  const original = pushes.map((push) => read(push, suites));
  expect(original.map(({ type }) => type)).toEqual(pushes.map(() => 'event'));
  const meant = new Set(original.map((answer) => JSON.stringify(answer)));
  expect(meant.size).toBe(pushes.length);
  const tally = { refused: 0, same: 0 };
  const kinds = new Set<string>();
  const mutant = fc.record({
    push: fc.constantFrom(...pushes),
    kind: fc.constantFrom(...Object.keys(mutations)),
    dice: fc.record({ at: fc.nat(), to: fc.nat(), other: fc.constantFrom(...pushes) }),
  });
  fc.assert(
    fc.property(mutant, ({ push, kind, dice }) => {
      const answer = read(mutations[kind]?.(push, dice) ?? push, suites);
      kinds.add(kind);
      tally[answer.type === 'refused' ? 'refused' : 'same'] += 1;
      if (answer.type !== 'refused') expect(meant).toContain(JSON.stringify(answer));
    }),
    { numRuns: mutants, seed },
  );
  expect(kinds.size).toBe(Object.keys(mutations).length);
  expect(tally.refused + tally.same).toBe(mutants);
  // what is left says the same: a blank more, another AgentID, a cut that cut nothing
  expect(tally.refused).toBeGreaterThan(mutants * 0.8);
});
