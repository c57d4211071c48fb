import { describe, expect, test } from 'vitest';
import { Secret } from '../src/config-secret.ts';
import { command, nowMs, nowSeconds, post, rawRequest, sign, start } from './receiver-harness.ts';

test('a genuine request runs its handler, and the acknowledgement is the answer', async () => {
  const { port, runs } = await start();
  expect(await post(port, command, sign(command))).toMatchObject({ status: 200, text: 'ran hello' });
  expect(runs).toEqual(['hello']);
});

describe('signature probes: the handler never runs', () => {
  const good = sign(command);
  const hash = good['x-slack-signature'].slice(3);
  const timestamp = good['x-slack-request-timestamp'];
  const signed = (at: number | string) => sign(command, { at });
  const probes: [string, Record<string, string>, string?][] = [
    ['no headers', {}],
    ['no timestamp', { 'x-slack-signature': good['x-slack-signature'] }],
    ['no signature', { 'x-slack-request-timestamp': timestamp }],
    ['an empty signature', { ...good, 'x-slack-signature': '' }],
    ['only the version', { ...good, 'x-slack-signature': 'v0=' }],
    ['no version', { ...good, 'x-slack-signature': hash }],
    ['another version', { ...good, 'x-slack-signature': `v1=${hash}` }],
    ['an upper-case version', { ...good, 'x-slack-signature': `V0=${hash}` }],
    ['an upper-case hash', { ...good, 'x-slack-signature': `v0=${hash.toUpperCase()}` }],
    ['a short hash', { ...good, 'x-slack-signature': `v0=${hash.slice(0, 63)}` }],
    ['a long hash', { ...good, 'x-slack-signature': `v0=${hash}0` }],
    ['a hash and more', { ...good, 'x-slack-signature': `v0=${hash},v0=${hash}` }],
    ['one digit off', { ...good, 'x-slack-signature': `v0=${hash.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}` }],
    ['zeros', { ...good, 'x-slack-signature': `v0=${'0'.repeat(64)}` }],
    ['another secret', sign(command, { secret: 'another' })],
    ['an empty secret', sign(command, { secret: '' })],
    ['the body of another request', good, command.replace('hello', 'world')],
    ['one byte more', good, `${command}&`],
    ['one byte less', good, command.slice(0, -1)],
    ['an empty body', good, ''],
    ['the timestamp of another request', { ...good, 'x-slack-request-timestamp': String(nowSeconds - 1) }],
    ['301 s old', signed(nowSeconds - 301)],
    ['an hour old', signed(nowSeconds - 3600)],
    ['of 1970', signed(0)],
    ['61 s ahead', signed(nowSeconds + 61)],
    ['an hour ahead', signed(nowSeconds + 3600)],
    ['in milliseconds', signed(nowMs)],
    ['a negative time', signed(-1)],
    ['no time', signed('')],
    ['a time in words', signed('now')],
    ['an exponent', signed('1.7e9')],
    ['a fraction', signed(`${nowSeconds}.5`)],
    ['a hexadecimal time', signed(`0x${nowSeconds.toString(16)}`)],
    ['Infinity', signed('Infinity')],
    ['ssl_check smuggling a command', {}, `${command}&ssl_check=1`],
    ['ssl_check with a wrong signature', { ...good, 'x-slack-signature': `v0=${'0'.repeat(64)}` }, 'ssl_check=1'],
  ];
  test.each(probes)('%s', async (name, headers, body = command) => {
    const { port, runs, log } = await start();
    const { status, text } = await post(port, body, headers);
    expect(status).toBe(name === 'ssl_check smuggling a command' ? 200 : 401);
    expect(text).toBe('');
    expect(runs).toEqual([]);
    expect(log()).not.toContain('hello');
  });

  test.each([nowSeconds - 300, nowSeconds - 1, nowSeconds + 60])('the window is open at %d', async (at) => {
    const { port, runs } = await start();
    expect((await post(port, command, signed(at))).status).toBe(200);
    expect(runs).toEqual(['hello']);
  });

  test.each([
    ['two signatures', [`x-slack-signature: v0=${hash}`]],
    ['two signatures, the second made up', [`x-slack-signature: v0=${'0'.repeat(64)}`]],
    ['two timestamps', [`x-slack-request-timestamp: ${timestamp}`]],
    ['two of both', [`x-slack-signature: v0=${hash}`, `x-slack-request-timestamp: ${timestamp}`]],
  ])('%s are none', async (_name, again) => {
    const { port, runs } = await start();
    const raw = [
      'POST /slack/events HTTP/1.1',
      'host: x',
      'connection: close',
      `content-length: ${command.length}`,
      'content-type: application/x-www-form-urlencoded',
      `x-slack-request-timestamp: ${timestamp}`,
      `x-slack-signature: v0=${hash}`,
      ...again,
    ];
    expect(await rawRequest(port, `${raw.join('\r\n')}\r\n\r\n${command}`)).toMatch(/^HTTP\/1\.1 401/);
    expect(runs).toEqual([]);
  });

  test('the signature is over bytes: other bytes that decode to the same text do not pass', async () => {
    const { port, runs } = await start();
    const lossy = Buffer.from('command=/probe&text=\uFFFD');
    const other = Buffer.concat([Buffer.from('command=/probe&text='), Buffer.from([0xff])]);
    expect((await post(port, other, sign(lossy))).status).toBe(401);
    expect(runs).toEqual([]);
  });

  test('a copied request is refused, Slack signs its retries anew', async () => {
    const { port, runs } = await start();
    expect((await post(port, command, sign(command))).status).toBe(200);
    expect((await post(port, command, sign(command))).status).toBe(409);
    expect((await post(port, command, { ...sign(command), 'x-slack-retry-num': '1' })).status).toBe(409);
    expect(runs).toEqual(['hello']);
    expect((await post(port, command, { ...signed(nowSeconds + 1), 'x-slack-retry-num': '1' })).status).toBe(200);
    expect(runs).toEqual(['hello', 'hello']);
  });

  test('looking up options twice is no copy', async () => {
    const { port, app } = await start();
    app.options('pick', async ({ ack }) => await ack({ options: [] }));
    const payload = { type: 'block_suggestion', action_id: 'pick', value: 'a', user: { id: 'U1' }, team: { id: 'T1' } };
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    expect(await post(port, body, sign(body))).toMatchObject({ status: 200, text: '{"options":[]}' });
    expect(await post(port, body, sign(body))).toMatchObject({ status: 200, text: '{"options":[]}' });
  });

  test('an empty signing secret does not open the door', () => {
    const door = { type: 'http' as const, signingSecret: new Secret('') };
    return expect(start({ slack: { door, apiUrl: 'http://127.0.0.1:9/api/' } })).rejects.toThrow(
      'empty signing secret',
    );
  });
});
