import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { form, post } from '../proof/attacks/requests.ts';
import { systemClock } from '../src/clock.ts';
import { command, sign, start } from './receiver-harness.ts';

describe('what else may come', () => {
  test("Slack's certificate test is answered and reaches nobody", async () => {
    const { port, runs } = await start();
    expect((await post(port, 'ssl_check=1&token=x', {})).status).toBe(200);
    expect(runs).toEqual([]);
  });

  test('the URL challenge is answered, when signed', async () => {
    const { port } = await start();
    const body = '{"type":"url_verification","challenge":"abc"}';
    const json = { 'content-type': 'application/json' };
    expect((await post(port, body, { ...sign(body), ...json })).text).toBe('{"challenge":"abc"}');
    expect((await post(port, body, json)).status).toBe(401);
  });

  test.each([
    ['JSON that is none', '{', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a payload that is none', 'payload=%7B', 'application/x-www-form-urlencoded'],
    ['no content type', 'x', 'text/plain'],
  ])('%s is 400', async (_name, body, type) => {
    const { port } = await start();
    expect((await post(port, body, { ...sign(body), 'content-type': type })).status).toBe(400);
  });

  test('a content type with a charset is a form too', async () => {
    const { port } = await start();
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    expect((await post(port, command, { ...sign(command), 'content-type': type })).text).toBe('ran hello');
  });

  test('other paths and methods', async () => {
    const { port } = await start();
    expect((await post(port, command, sign(command), '/slack/events/')).status).toBe(404);
    expect((await post(port, command, sign(command), '//slack/events')).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/slack/events`)).status).toBe(405);
  });

  test('an unknown button is answered and named in the log', async () => {
    const { port, log } = await start();
    const payload = {
      type: 'block_actions',
      actions: [{ action_id: 'old:button' }],
      user: { id: 'U1' },
      team: { id: 'T1' },
    };
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    expect((await post(port, body, sign(body))).status).toBe(200);
    expect(log()).toMatch(/old:button.*nobody answered/);
  });

  test.each([
    ['actions that are none', { type: 'block_actions', actions: null }],
    ['a view that is none', { type: 'view_submission', view: null }],
    ['nothing at all', {}],
  ])('%s is survived', async (_name, payload) => {
    const { port, runs } = await start();
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    expect([200, 500]).toContain((await post(port, body, sign(body))).status);
    expect((await post(port, command, sign(command))).status).toBe(200);
    expect(runs).toEqual(['hello']);
  });
});

describe('answers', () => {
  test('a handler that fails before its answer: 500 at once', async () => {
    const { port, app, log } = await start({ answerWithinMs: 60_000 });
    app.command('/fails', async () => {
      throw new Error('the store is full');
    });
    const body = command.replace('probe', 'fails');
    expect((await post(port, body, sign(body))).status).toBe(500);
    expect(log()).toContain('the store is full');
  });

  test('a handler that fails after its answer: the answer stands', async () => {
    const { port, app } = await start();
    app.command('/fails', async ({ ack }) => {
      await ack('saved');
      throw new Error('later');
    });
    const body = command.replace('probe', 'fails');
    expect(await post(port, body, sign(body))).toMatchObject({ status: 200, text: 'saved' });
  });

  test('a handler that never answers is cut off, and its late answer does it no harm', async () => {
    const { port, app, stop } = await start({ answerWithinMs: 20 });
    let end = '';
    app.command('/slow', async ({ ack }) => {
      await systemClock.sleep(60);
      await ack('too late');
      end = 'worked to the end';
    });
    const body = command.replace('probe', 'slow');
    expect((await post(port, body, sign(body))).status).toBe(500);
    expect(await stop()).toBe(true);
    expect(end).toBe('worked to the end');
  });

  test('answering twice is an error of the handler, the first answer stands', async () => {
    const { port, app, log } = await start();
    app.command('/twice', async ({ ack }) => {
      await ack('first');
      await ack('second');
    });
    const body = command.replace('probe', 'twice');
    expect(await post(port, body, sign(body))).toMatchObject({ status: 200, text: 'first' });
    await expect.poll(log).toContain('called multiple times');
  });
});

describe('stopping', () => {
  test('waits for listeners and for what they left running; new requests are refused', async () => {
    const { port, app, receiver, stop } = await start();
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    app.command('/long', async ({ ack }) => {
      await ack();
      void receiver.track(gate.promise.then(() => done.push('left running')));
      await gate.promise;
      done.push('listener');
    });
    const body = command.replace('probe', 'long');
    await post(port, body, sign(body));
    const stopped = stop();
    await expect(post(port, command, sign(command))).rejects.toThrow();
    expect(done).toEqual([]);
    gate.resolve();
    expect(await stopped).toBe(true);
    expect(done.sort()).toEqual(['left running', 'listener']);
  });

  test('not for ever', async () => {
    const { port, app, stop } = await start({ drainMs: 50 });
    app.command('/stuck', async ({ ack }) => {
      await ack();
      await new Promise(() => undefined);
    });
    const body = command.replace('probe', 'stuck');
    await post(port, body, sign(body));
    expect(await stop()).toBe(false);
  });

  test('a kept connection is told to go', async () => {
    const { port, app, stop } = await start();
    const gate = Promise.withResolvers<void>();
    app.command('/long', async ({ ack }) => {
      await ack();
      await gate.promise;
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = command.replace('probe', 'long');
    expect(await agentPost(agent, port, body)).toBe(200);
    const stopped = stop();
    expect([503, 'ECONNREFUSED', 'ECONNRESET']).toContain(await agentPost(agent, port, command));
    gate.resolve();
    await stopped;
    agent.destroy();
  });
});

function agentPost(agent: Agent, port: number, body: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const headers = { ...form, ...sign(body) };
    const request = httpRequest(
      { agent, port, host: '127.0.0.1', path: '/slack/events', method: 'POST', headers },
      (got) => {
        got.resume();
        got.once('end', () => resolve(got.statusCode));
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    request.end(body);
  });
}
