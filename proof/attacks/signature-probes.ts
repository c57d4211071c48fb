/** Requests that are nearly Slack's. Each would run a command if it were believed. */
import { form, type Signed } from './requests.ts';

/** What the probes are made from. */
export type Original = {
  /** A command as Slack sends it. */
  body: string;
  nowSeconds: number;
  /** With Slack's secret and now, unless said otherwise. */
  sign(body: string | Buffer, differently?: { secret?: string; at?: number | string }): Signed;
};

export type SignatureProbe = { name: string; body: string | Buffer; headers: Record<string, string> };

export function signatureProbes({ body, nowSeconds, sign }: Original): SignatureProbe[] {
  return [
    ...badSignatures(sign(body)).map(([name, headers]) => ({ name, headers, body })),
    ...badTimes(nowSeconds).map(([name, at]) => ({ name, headers: { ...sign(body, { at }) }, body })),
    ...badBodies(body, sign),
  ];
}

function badSignatures(good: Signed): [string, Record<string, string>][] {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = good;
  const hash = signature.slice(3);
  const given = (text: string) => ({ ...good, 'x-slack-signature': text });
  return [
    ['no headers', {}],
    ['no timestamp', { 'x-slack-signature': signature }],
    ['no signature', { 'x-slack-request-timestamp': timestamp }],
    ['an empty signature', given('')],
    ['only the version', given('v0=')],
    ['no version', given(hash)],
    ['another version', given(`v1=${hash}`)],
    ['an upper-case version', given(`V0=${hash}`)],
    ['an upper-case hash', given(`v0=${hash.toUpperCase()}`)],
    ['a short hash', given(`v0=${hash.slice(0, 63)}`)],
    ['a long hash', given(`v0=${hash}0`)],
    ['a hash and more', given(`v0=${hash},v0=${hash}`)],
    ['a hash, an equals sign and more', given(`v0=${hash}=more`)],
    ['one digit off', given(`v0=${hash.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`)],
    ['zeros', given(`v0=${'0'.repeat(64)}`)],
    ['the timestamp of another request', { ...good, 'x-slack-request-timestamp': String(Number(timestamp) - 1) }],
  ];
}

/** Each signed with the secret itself. */
function badTimes(nowSeconds: number): [string, number | string][] {
  return [
    ['301 s old', nowSeconds - 301],
    ['an hour old', nowSeconds - 3600],
    ['of 1970', 0],
    // Not 61: a busy machine takes seconds until it looks.
    ['90 s ahead', nowSeconds + 90],
    ['an hour ahead', nowSeconds + 3600],
    ['a year ahead', nowSeconds + 365 * 24 * 3600],
    ['in milliseconds', nowSeconds * 1000],
    ['a time of thirteen nines', '9'.repeat(13)],
    ['a negative time', -1],
    ['no time', ''],
    ['a time in words', 'now'],
    ['an exponent', '1.7e9'],
    ['a fraction', `${nowSeconds}.5`],
    ['a hexadecimal time', `0x${nowSeconds.toString(16)}`],
    ['Infinity', 'Infinity'],
  ];
}

function badBodies(body: string, sign: Original['sign']): SignatureProbe[] {
  const good = { ...sign(body) };
  const lossy = Buffer.from(`${body}&more=\uFFFD`);
  return [
    { name: 'another secret', body, headers: { ...sign(body, { secret: 'another' }) } },
    { name: 'an empty secret', body, headers: { ...sign(body, { secret: '' }) } },
    { name: 'the body of another request', body: body.replace('text=', 'text=x'), headers: good },
    { name: 'one byte more', body: `${body}&`, headers: good },
    { name: 'one byte less', body: body.slice(0, -1), headers: good },
    { name: 'an empty body', body: '', headers: good },
    { name: 'other bytes for the same text', body: endingInNoText(body), headers: { ...sign(lossy) } },
    { name: 'the body in UTF-16', body: Buffer.from(body, 'utf16le'), headers: good },
    { name: 'ssl_check smuggling a command', body: `${body}&ssl_check=1`, headers: {} },
    {
      name: 'ssl_check with a wrong signature',
      body: 'ssl_check=1',
      headers: { ...good, 'x-slack-signature': `v0=${'0'.repeat(64)}` },
    },
  ];
}

/** Decoded, it reads as if it ended in U+FFFD. */
function endingInNoText(body: string): Buffer {
  return Buffer.concat([Buffer.from(`${body}&more=`), Buffer.of(0xff)]);
}

/** The one of them that is answered with 200, as a test of the certificate is. */
export const smuggled = 'ssl_check smuggling a command';

/** Header lines that come a second time; `head` is all of the request before its body. */
export function doubledHeaders({ body, sign }: Original): { name: string; head: string }[] {
  const good = sign(body);
  const lines = Object.entries({ ...form, ...good }).map(([name, value]) => `${name}: ${value}`);
  const again = {
    'two signatures': [`x-slack-signature: ${good['x-slack-signature']}`],
    'two signatures, the second made up': [`x-slack-signature: v0=${'0'.repeat(64)}`],
    'two timestamps': [`x-slack-request-timestamp: ${good['x-slack-request-timestamp']}`],
    'two of both': Object.entries(good).map(([name, value]) => `${name}: ${value}`),
  };
  const start = ['POST /slack/events HTTP/1.1', 'host: x', 'connection: close', `content-length: ${body.length}`];
  return Object.entries(again).map(([name, more]) => ({
    name,
    head: `${[...start, ...lines, ...more].join('\r\n')}\r\n\r\n`,
  }));
}
