import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startWecomProcess } from '../src/sandbox/wecom/remote.ts';
import { app, getToken, notice, openCounter, send, stopAll, tokenOf, upload } from './sandbox-wecom-client.ts';
import { closeAll, corpId, openListener, suiteId } from './sandbox-wecom-provider-kit.ts';

const folders: string[] = [];

afterEach(async () => {
  await stopAll();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function newFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wecom-'));
  folders.push(folder);
  return join(folder, 'requests.jsonl');
}

async function readLines(file: string): Promise<Record<string, unknown>[]> {
  return (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('has every request, its token by number, and no secret', async () => {
    const { wecom, token, say } = await openCounter({ directory: 'open' });
    await say({ to_parent_userid: ['p1'] });
    await send(wecom.url, 'made-up', {});
    expect(wecom.log()).toMatchObject([
      { no: 1, api: 'gettoken', method: 'GET', query: { corpid: app.corpId }, token: null, effect: 'token' },
      { no: 2, api: 'upload', method: 'POST', query: { type: 'image' }, token: 1, effect: 'uploaded', status: 200 },
      { no: 3, api: 'send', path: '/cgi-bin/externalcontact/message/send', token: 1, effect: 'sent', end: 'answered' },
      { no: 4, api: 'send', token: null, effect: 'none', body: '{}' },
    ]);
    expect(JSON.parse(wecom.log('upload')[0]?.body ?? '')).toMatchObject({ filename: 'cover.png', bytes: 16 });
    const text = JSON.stringify(wecom.log());
    for (const secret of [token, app.secret, 'made-up']) expect(text).not.toContain(secret);
  });

  it('is a file too, whose line is there before the answer is', async () => {
    const logFile = await newFile();
    const { say } = await openCounter({ directory: 'open', logFile });
    const { json } = await say({ to_parent_userid: ['p1'] });
    const lines = await readLines(logFile);
    expect(lines.map(({ api }) => api)).toEqual(['gettoken', 'upload', 'send']);
    expect(JSON.parse(String(lines[2]?.answer))).toEqual(json);
  });

  it('is appended to by the next one on the same file', async () => {
    const logFile = await newFile();
    for (const _ of [1, 2]) {
      await openCounter({ logFile });
      await stopAll();
    }
    expect(await readLines(logFile)).toHaveLength(4);
  });

  it('is forgotten on reset, with the sends and the rules; tokens live on', async () => {
    const { wecom, say } = await openCounter({ directory: 'open' });
    await say({ to_parent_userid: ['p1'] });
    wecom.inject({ times: null, fault: { type: 'errcode', errcode: -1 } });
    wecom.reset();
    expect([wecom.log(), wecom.sent(), wecom.received()]).toEqual([[], [], []]);
    expect((await say({ to_parent_userid: ['p1'] })).json.errcode).toBe(0);
  });
});

describe('the fast mode', () => {
  it('accepts sends unread, counts them, and still wants a living token', async () => {
    const { wecom, token } = await openCounter({ fast: { delayMs: 1, sha256: true } });
    const answers = await Promise.all(['a', 'b', 'b'].map((body) => send(wecom.url, token, body)));
    expect(answers.map(({ json }) => json.errcode)).toEqual([0, 0, 0]);
    expect(wecom.tally()).toMatchObject({ calls: 3, bodyBytes: 3, refused: 0 });
    expect(new Set(wecom.tally()?.sha256).size).toBe(2);
    wecom.expireTokens({ as: 42001 });
    expect((await send(wecom.url, token, 'c')).json.errcode).toBe(42001);
    expect(wecom.tally()).toMatchObject({ calls: 4, refused: 1 });
  });

  it('leaves its lane while a rule is in force', async () => {
    const { wecom, say } = await openCounter({ fast: {} });
    wecom.inject({ api: 'send', fault: { type: 'errcode', errcode: 45009 } });
    expect((await say({ toall: 1 })).json.errcode).toBe(45009);
    expect((await say({ toall: 1 })).json.errcode).toBe(0);
    expect([wecom.log('send').length, wecom.tally()?.calls]).toEqual([1, 1]);
  });
});

describe('in its own process', () => {
  it('is asked and told over /_sandbox/', async () => {
    const logFile = await newFile();
    const wecom = await startWecomProcess({ directory: 'open', logFile });
    const token = await tokenOf(wecom.url);
    const mediaId = String((await upload({ url: wecom.url, token })).json.media_id);
    const say = (id: string) => send(wecom.url, token, notice(mediaId, { to_parent_userid: [id, 'other'] }));
    const held = await wecom.inject({ api: 'send', naming: 'p1', fault: { type: 'hold', carriedOut: true } });
    const first = say('p1');
    await held.arrived();
    await wecom.addInvalid(['P2']);
    expect((await say('p2')).json.invalid_parent_userid).toEqual(['p2']);
    await held.release();
    expect((await first).json.errcode).toBe(0);
    expect(await held.hits()).toBe(1);
    expect(await wecom.received()).toContainEqual({ kind: 'parent', id: 'other', times: 2 });
    expect(await wecom.inbox('p1')).toHaveLength(1);
    expect((await wecom.log('send')).map(({ end }) => end)).toEqual(['answered', 'answered']);
    await wecom.expireTokens({ as: 40014 });
    expect((await say('p3')).json.errcode).toBe(40014);
    await wecom.stop();
    expect(await readLines(logFile)).toHaveLength(5);
  });

  it('has a provider and its companies', async () => {
    const wecom = await startWecomProcess();
    const listener = await openListener();
    await wecom.setCallback(listener.url);
    expect(await wecom.checkUrl(suiteId)).toMatchObject({ type: 'urlCheck', taken: true });
    expect(await wecom.pushTicket(suiteId)).toMatchObject({ type: 'suite_ticket', taken: true });
    expect((await wecom.authorise({ suiteId, corpId, mode: 'member' })).taken).toBe(true);
    const key = { suiteId, corpId };
    await wecom.changeAuth(key, { scope: { members: [], departments: ['2'], tags: [] } });
    expect(await wecom.authorisations()).toMatchObject([{ suiteId, mode: 'member', scope: { departments: ['2'] } }]);
    await wecom.cancelAuth(key);
    await wecom.pushEvent({ suiteId, fields: { InfoType: 'change_contact' } });
    const types = ['urlCheck', 'suite_ticket', 'create_auth', 'change_auth', 'cancel_auth', 'change_contact'];
    expect((await wecom.pushes()).map(({ type }) => type)).toEqual(types);
    expect(listener.heard.map(({ fields }) => fields.InfoType)).toEqual([undefined, ...types.slice(1)]);
    const [template] = (await wecom.provider()).templates;
    if (template) await wecom.putTemplate({ ...template, approved: false });
    expect((await wecom.provider()).templates.at(-1)).toMatchObject({ name: '会议室预定', approved: false });
    await wecom.withholdTickets(true);
    await wecom.expireTickets();
    await wecom.expireSuiteTokens({ as: 42009 });
    const picked = { ...key, operator: 'a', members: ['b'] };
    expect(await wecom.pickMembers({ ...picked, ticket: 'xxx' })).toBe('xxx');
    await expect(wecom.resetPermanentCode(key)).rejects.toThrow('has not authorised');
    expect([await wecom.messages(), await wecom.memberInbox('a')]).toEqual([[], []]);
    await wecom.stop();
    await closeAll();
  });

  it('goes down for a while and comes back by itself', async () => {
    const wecom = await startWecomProcess();
    await wecom.outage(100);
    const codes: unknown[] = [];
    while (codes.at(-1) !== 0) {
      const code = await getToken(wecom.url).then(
        ({ json }) => json.errcode,
        () => 'refused',
      );
      if (codes.at(-1) !== code) codes.push(code);
    }
    expect(codes).toContain('refused');
    await wecom.stop();
  });

  it('says what is wrong with a rule or with its settings', async () => {
    const wecom = await startWecomProcess();
    await expect(wecom.inject({ naming: 'p1', fault: { type: 'blackHole' } })).rejects.toThrow('before the body');
    await wecom.stop();
    await expect(startWecomProcess({ banAfter: 0 })).rejects.toThrow('banAfter');
  });

  it('ends with an error when it met a call it does not know', async () => {
    const wecom = await startWecomProcess();
    await fetch(`${wecom.url}/cgi-bin/agent/get`);
    await expect(wecom.stop()).rejects.toThrow('GET /cgi-bin/agent/get');
  });
});
