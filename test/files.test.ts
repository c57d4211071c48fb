import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { foreignAddresses } from '../proof/attacks/addresses.ts';
import { Secret } from '../src/config-secret.ts';
import { createFetchFile } from '../src/slack/files.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/**
 * The whole internet in one server: every connection ends there, whatever its name, and is written down with the token it carried.
 */
async function openInternet(serve: (request: IncomingMessage, response: ServerResponse) => void) {
  const visits: { host: string | undefined; token: string | undefined }[] = [];
  const dialled: string[] = [];
  const server = createServer((request, response) => {
    visits.push({ host: request.headers.host, token: request.headers.authorization });
    serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dispatcher = new Agent({
    connect: ({ protocol, hostname, port: wanted }, callback) => {
      dialled.push(`${protocol}//${hostname}:${wanted || (protocol === 'https:' ? 443 : 80)}`);
      const socket = connect(port, '127.0.0.1', () => callback(null, socket));
      socket.once('error', (error) => callback(error, null));
    },
  });
  closers.push(async () => {
    await dispatcher.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { visits, dialled, dispatcher };
}

const token = new Secret('xoxb-canary');
const apiUrl = 'https://slack.com/api/';
const file = { id: 'F1', size: 5, url: 'https://files.slack.com/files-pri/T1-F1/download/list.csv' };
const csv = (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b,c');
};

test("a file comes from Slack's file host, with the token", async () => {
  const { visits, dialled, dispatcher } = await openInternet(csv);
  const fetched = await createFetchFile({ token, apiUrl, dispatcher })(file, { maxBytes: 10 });
  expect(fetched.type === 'file' && String(fetched.bytes)).toBe('a,b,c');
  expect(dialled).toEqual(['https://files.slack.com:443']);
  expect(visits).toEqual([{ host: 'files.slack.com', token: 'Bearer xoxb-canary' }]);
});

describe('the token is sent nowhere else', () => {
  test.each(foreignAddresses)('%s', async (url) => {
    const { dialled, dispatcher } = await openInternet(csv);
    const fetched = await createFetchFile({ token, apiUrl, dispatcher })({ ...file, url }, { maxBytes: 10 });
    expect(fetched).toMatchObject({ type: 'fault', fault: 'foreignAddress' });
    expect(dialled).toEqual([]);
  });

  test.each([
    'http://127.0.0.1:9001/x',
    'http://127.0.0.1/x',
    'https://127.0.0.1:9000/x',
    'http://localhost:9000/x',
    'http://127.0.0.1:9000@evil.example/x',
    'http://user@127.0.0.1:9000/x',
  ])('with a stand-in at http://127.0.0.1:9000: %s', async (url) => {
    const { dialled, dispatcher } = await openInternet(csv);
    const options = { token, apiUrl: 'http://127.0.0.1:9000/api/', dispatcher };
    expect(await createFetchFile(options)({ ...file, url }, { maxBytes: 10 })).toMatchObject({
      fault: 'foreignAddress',
    });
    expect(dialled).toEqual([]);
  });

  test('the stand-in itself may have it', async () => {
    const { dialled, dispatcher } = await openInternet(csv);
    const options = { token, apiUrl: 'http://127.0.0.1:9000/api/', dispatcher };
    const url = 'http://127.0.0.1:9000/files/F1';
    expect(await createFetchFile(options)({ ...file, url }, { maxBytes: 10 })).toMatchObject({ type: 'file' });
    expect(dialled).toEqual(['http://127.0.0.1:9000']);
  });

  test.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed', async (status) => {
    const { visits, dispatcher } = await openInternet((_request, response) => {
      response.writeHead(status, { location: 'https://evil.example/' }).end();
    });
    const fetched = await createFetchFile({ token, apiUrl, dispatcher })(file, { maxBytes: 10 });
    expect(fetched).toMatchObject({ type: 'fault', fault: 'noAccess' });
    expect(visits.map((visit) => visit.host)).toEqual(['files.slack.com']);
  });
});

describe('answers that are no file', () => {
  const answers: [string, (response: ServerResponse) => void, string][] = [
    [
      'the log-in page, with 200',
      (r) => r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
      'noAccess',
    ],
    ['401', (r) => r.writeHead(401).end(), 'noAccess'],
    ['403', (r) => r.writeHead(403).end(), 'noAccess'],
    ['404', (r) => r.writeHead(404).end(), 'noAccess'],
    ['204', (r) => r.writeHead(204).end(), 'noAccess'],
    ['429', (r) => r.writeHead(429).end(), 'failed'],
    ['500', (r) => r.writeHead(500).end(), 'failed'],
    ['something compressed', (r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'failed'],
    ['a cut answer', (r) => r.writeHead(200, { 'content-length': 5 }).write('a', () => r.destroy()), 'failed'],
    ['no answer', (r) => r.destroy(), 'failed'],
    [
      'more than announced as allowed',
      (r) => r.writeHead(200, { 'content-length': 11 }).end('a'.repeat(11)),
      'tooLarge',
    ],
    ['more, without saying how much', (r) => r.writeHead(200).end('a'.repeat(11)), 'tooLarge'],
  ];
  test.each(answers)('%s', async (_name, serve, fault) => {
    const { dispatcher } = await openInternet((_request, response) => serve(response));
    const fetched = await createFetchFile({ token, apiUrl, dispatcher })(file, { maxBytes: 10 });
    expect(fetched).toMatchObject({ type: 'fault', fault });
    expect(JSON.stringify(fetched)).not.toContain('canary');
  });

  test('an endless file is left at the limit', async () => {
    let closed = false;
    const { dispatcher } = await openInternet((_request, response) => {
      const pour = () => {
        while (!closed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', pour).on('close', () => {
        closed = true;
      });
      response.writeHead(200);
      pour();
    });
    const fetched = await createFetchFile({ token, apiUrl, dispatcher })(file, { maxBytes: 100_000 });
    expect(fetched).toMatchObject({ fault: 'tooLarge' });
    await expect.poll(() => closed).toBe(true);
  });

  test('a file that says it is too large is not asked for; the limit itself passes', async () => {
    const { dialled, dispatcher } = await openInternet(csv);
    const fetchFile = createFetchFile({ token, apiUrl, dispatcher });
    expect(await fetchFile({ ...file, size: 6 }, { maxBytes: 5 })).toMatchObject({ fault: 'tooLarge' });
    expect(dialled).toEqual([]);
    expect(await fetchFile(file, { maxBytes: 5 })).toMatchObject({ type: 'file' });
  });
});

describe('a file without an address is looked up', () => {
  const bare = { ...file, url: '' };
  async function lookedUp(info: unknown) {
    const { dialled, dispatcher } = await openInternet(csv);
    const fileInfo = async () => info;
    return { fetched: await createFetchFile({ token, apiUrl, dispatcher, fileInfo })(bare, { maxBytes: 10 }), dialled };
  }

  test('and fetched', async () => {
    const { fetched } = await lookedUp({
      ok: true,
      file: { id: 'F1', size: 5, mode: 'hosted', url_private_download: file.url },
    });
    expect(fetched).toMatchObject({ type: 'file' });
  });

  test.each([
    ['external', { is_external: true, url_private_download: file.url }, 'external'],
    ['external by mode', { mode: 'external', url_private_download: file.url }, 'external'],
    ['off Slack', { url_private_download: 'https://evil.example/' }, 'foreignAddress'],
    ['still without one', { mode: 'tombstone' }, 'foreignAddress'],
    ['too large', { size: 11, url_private_download: file.url }, 'tooLarge'],
    ['something else', { url_private_download: 7 }, 'noAccess'],
  ])('%s', async (_name, info, fault) => {
    const { fetched, dialled } = await lookedUp({ ok: true, file: info });
    expect(fetched).toMatchObject({ type: 'fault', fault });
    expect(dialled).toEqual([]);
  });

  test('and where nobody can look it up, there is no access', async () => {
    expect(await createFetchFile({ token, apiUrl })(bare, { maxBytes: 10 })).toMatchObject({ fault: 'noAccess' });
    const fileInfo = () => Promise.reject(new Error('An API error occurred: file_not_found'));
    expect(await createFetchFile({ token, apiUrl, fileInfo })(bare, { maxBytes: 10 })).toMatchObject({
      fault: 'noAccess',
    });
  });
});
