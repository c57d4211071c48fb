import { describe, expect, test } from 'vitest';
import { post, rawRequest } from '../proof/attacks/requests.ts';
import { doubledHeaders, signatureProbes, smuggled } from '../proof/attacks/signature-probes.ts';
import { Secret } from '../src/config-secret.ts';
import { command, nowSeconds, sign, start } from './receiver-harness.ts';

test('a genuine request runs its handler, and the acknowledgement is the answer', async () => {
  const { port, runs } = await start();
  expect(await post(port, command, sign(command))).toMatchObject({ status: 200, text: 'ran hello' });
  expect(runs).toEqual(['hello']);
});

describe('signature probes: the handler never runs', () => {
  const original = { body: command, nowSeconds, sign };

  test.each(signatureProbes(original))('$name', async ({ name, headers, body }) => {
    const { port, runs, log } = await start();
    const { status, text } = await post(port, body, headers);
    expect(status).toBe(name === smuggled ? 200 : 401);
    expect(text).toBe('');
    expect(runs).toEqual([]);
    expect(log()).not.toContain('hello');
  });

  test.each([nowSeconds - 300, nowSeconds - 1, nowSeconds + 60])('the window is open at %d', async (at) => {
    const { port, runs } = await start();
    expect((await post(port, command, sign(command, { at }))).status).toBe(200);
    expect(runs).toEqual(['hello']);
  });

  test.each(doubledHeaders(original))('$name are none', async ({ head }) => {
    const { port, runs } = await start();
    expect(await rawRequest(port, head + command)).toMatch(/^HTTP\/1\.1 401/);
    expect(runs).toEqual([]);
  });

  test('a copied request is refused, Slack signs its retries anew', async () => {
    const { port, runs } = await start();
    expect((await post(port, command, sign(command))).status).toBe(200);
    expect((await post(port, command, sign(command))).status).toBe(409);
    expect((await post(port, command, { ...sign(command), 'x-slack-retry-num': '1' })).status).toBe(409);
    expect(runs).toEqual(['hello']);
    expect(
      (await post(port, command, { ...sign(command, { at: nowSeconds + 1 }), 'x-slack-retry-num': '1' })).status,
    ).toBe(200);
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
