/** Pushes that somebody has meddled with: each is made from a genuine one. */
import fc from 'fast-check';
import type { CallbackSuite } from '../../src/wecom/callback/callback.ts';
import { eventXml, nowSeconds, type Push, pushOf, queryOf, ticketXml } from '../../test/callback-kit.ts';

/** Two suites of one provider, with a token and a key each. */
export type Provider = { one: CallbackSuite; two: CallbackSuite; corpId: string };

/** One of each kind, as they come at `nowMs` of the callback kit. */
export function originalsOf({ one, two, corpId: receiveId }: Provider): Push[] {
  const about = ({ suiteId: SuiteId }: CallbackSuite, InfoType: string, fields: Record<string, string>) =>
    eventXml({ SuiteId, InfoType, TimeStamp: '1403610513', ...fields });
  return [
    pushOf(one, ticketXml(one.suiteId), { nonce: '1' }),
    pushOf(two, ticketXml(two.suiteId), { nonce: '263014780' }),
    pushOf(one, about(one, 'create_auth', { AuthCode: 'c'.repeat(512), State: '学校' }), { nonce: 'x7Kd02' }),
    pushOf(two, about(two, 'cancel_auth', { AuthCorpId: 'wwSchool' }), { timestamp: String(nowSeconds - 599) }),
    pushOf(one, about(one, 'reset_permanent_code', { AuthCode: 'code' }), { receiveId }),
    pushOf(two, eventXml({ MsgType: 'event', Event: 'change_school_contact' }), { receiveId }),
  ];
}

export type Mutant = { kind: string; push: Push };

/** `kinds`: what may have been done to it. */
export function mutantsOf(provider: Provider): { mutants: fc.Arbitrary<Mutant>; kinds: string[] } {
  const pushes = originalsOf(provider);
  const mutations = { ...cuts, ...strangeSignatures(provider, pushes) };
  const kinds = Object.keys(mutations);
  const made = fc.record({
    push: fc.constantFrom(...pushes),
    kind: fc.constantFrom(...kinds),
    dice: fc.record({ at: fc.nat(), to: fc.nat(), other: fc.constantFrom(...pushes) }),
  });
  return {
    mutants: made.map(({ push, kind, dice }) => ({ kind, push: mutations[kind]?.(push, dice) ?? push })),
    kinds,
  };
}

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

const cuts: Record<string, Mutation> = {
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
};

function strangeSignatures({ one, two }: Provider, pushes: Push[]): Record<string, Mutation> {
  return {
    'signed with a wrong token': (push, { at, to }) => ({
      ...push,
      query: queryOf({ ...one, token: ['', 'token', `${one.token}${at}`][to % 3] ?? '' }, encryptedOf(push)),
    }),
    "signed with the other suite's token": (push, { to, other }) => {
      const from = [push, other][to % 2] ?? push;
      const stranger = pushes.indexOf(from) % 2 === 0 ? two : one;
      return { ...from, query: queryOf(stranger, encryptedOf(from)) };
    },
  };
}
