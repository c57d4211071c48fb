/** A provider as small as can be: an address that is called back, and the calls a suite makes. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { WecomOptions } from '../src/sandbox/wecom/options.ts';
import { decrypt } from '../src/sandbox/wecom/provider/crypt.ts';
import {
  chenguangCompany,
  chenguangDelegated,
  chenguangSuite,
  chenguangTemplates,
} from '../src/sandbox/wecom/provider/sample.ts';
import { type Answer, call, openWecom, stopAll } from './sandbox-wecom-client.ts';

export const [suite, delegated, company] = [chenguangSuite, chenguangDelegated, chenguangCompany];
export const { suiteId } = suite;
export const { corpId } = company;

/** One callback, opened. `fields` are the elements of the decrypted XML; of a URL check, `text` is what was in it. */
type Heard = {
  method: string;
  envelope: string;
  text: string;
  receiveId: string;
  fields: Record<string, string>;
};
type Reply = string | { status: number; text: string } | Promise<string>;

export type Listener = {
  url: string;
  heard: Heard[];
  /** What it answers from now on; `success`, or the echo, unless told otherwise. */
  reply: (heard: Heard) => Reply;
  close(): Promise<void>;
};

const listeners: Listener[] = [];

function elementsOf(xml: string): Record<string, string> {
  const elements = xml.matchAll(/<(\w+)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|(\d+))<\/\1>/g);
  return Object.fromEntries([...elements].map(([, name, text, number]) => [name, text ?? number ?? '']));
}

/** Opens what came in with the keys of whichever suite signed it; a bad signature is an error. */
function hear(url: URL, body: string): Heard {
  const query = url.searchParams;
  const encrypted = query.get('echostr') ?? elementsOf(body).Encrypt ?? '';
  const signer = [suite, delegated].find(({ callbackToken }) => {
    const parts = [callbackToken, query.get('timestamp'), query.get('nonce'), encrypted];
    return createHash('sha1').update(parts.sort().join('')).digest('hex') === query.get('msg_signature');
  });
  if (!signer) throw new Error('nobody signed this');
  const { text, receiveId } = decrypt(signer.aesKey, encrypted);
  return { method: body === '' ? 'GET' : 'POST', envelope: body, text, receiveId, fields: elementsOf(text) };
}

export async function openListener(): Promise<Listener> {
  const listener: Listener = {
    url: '',
    heard: [],
    reply: (heard) => (heard.method === 'GET' ? heard.text : 'success'),
    close: () => shut(server),
  };
  const server = createServer(async (request, response) => {
    const heard = hear(new URL(request.url ?? '', 'http://listener'), await readText(request));
    listener.heard.push(heard);
    const reply = await listener.reply(heard);
    const { status, text } = typeof reply === 'string' ? { status: 200, text: reply } : reply;
    response.writeHead(status).end(text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  listeners.push(listener);
  listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom/callback`;
  return listener;
}

/** For afterEach. */
export async function closeAll(): Promise<void> {
  await stopAll();
  for (const listener of listeners.splice(0)) await listener.close();
}

async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

export function post(url: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return call(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } });
}

export type Provider = Awaited<ReturnType<typeof openProvider>>;

/** A WeCom that knows where to call back, and the suite's side of every call. */
export async function openProvider(options: WecomOptions = {}) {
  const wecom = await openWecom(options);
  const listener = await openListener();
  wecom.setCallback(listener.url);
  const service = (name: string, body: unknown, token: string) =>
    post(`${wecom.url}/cgi-bin/service/${name}?suite_access_token=${token}`, body);
  const suiteToken = async (of: { suiteId: string; secret: string } = suite) => {
    await wecom.pushTicket(of.suiteId);
    const { SuiteTicket: ticket } = listener.heard.at(-1)?.fields ?? {};
    const body = { suite_id: of.suiteId, suite_secret: of.secret, suite_ticket: ticket };
    return String((await post(`${wecom.url}/cgi-bin/service/get_suite_token`, body)).json.suite_access_token);
  };
  const preAuthCode = async (token: string) => {
    const target = `${wecom.url}/cgi-bin/service/get_pre_auth_code?suite_access_token=${token}`;
    return String((await call(target)).json.pre_auth_code);
  };
  return { wecom, listener, service, suiteToken, preAuthCode };
}

/** What the provider knows of a company that has authorised. */
export type Authorised = { token: string; permanentCode: string; agentid: number };

/** From 「同意」 in WeCom's market to an access token of the company. */
export async function authorise(
  provider: Provider,
  consent: { mode?: 'admin' | 'member'; formal?: boolean; corpId?: string } = {},
): Promise<Authorised> {
  const { wecom, listener, service, suiteToken } = provider;
  const suiteAccess = await suiteToken();
  const who = { suiteId, corpId, ...consent };
  await wecom.authorise(who);
  const { AuthCode: code } = listener.heard.at(-1)?.fields ?? {};
  const granted = await service('v2/get_permanent_code', { auth_code: code }, suiteAccess);
  const permanentCode = String(granted.json.permanent_code);
  const key = { auth_corpid: who.corpId, permanent_code: permanentCode };
  const token = String((await service('get_corp_token', key, suiteAccess)).json.access_token);
  return { token, permanentCode, agentid: agentIdOf(await service('v2/get_auth_info', key, suiteAccess)) };
}

export function agentIdOf(answer: Answer): number {
  const info = answer.json.auth_info as { agent: { agentid: number }[] };
  return info.agent[0]?.agentid ?? Number.NaN;
}

type Fields = Record<string, unknown>;

/** A template message that would be accepted if it named somebody. */
export function meeting(agentid: number, fields: Fields = {}, message: Fields = {}): Fields {
  const items = { 会议室: '402', 会议地点: '行政楼四层', 会议时间: '2026年9月1日 09:00' };
  const template_msg = {
    template_id: chenguangTemplates.meeting.templateId,
    url: 'https://example.com/meeting',
    content_item: Object.entries(items).map(([key, value]) => ({ key, value })),
    ...message,
  };
  return { agentid, msgtype: 'template_msg', template_msg, ...fields };
}

/** A company that has authorised, and the app's own send and recall. */
export async function openApp(options: WecomOptions = {}, consent: Parameters<typeof authorise>[1] = {}) {
  const provider = await openProvider(options);
  const app = await authorise(provider, consent);
  const at = (name: string) => `${provider.wecom.url}/cgi-bin/message/${name}?access_token=${app.token}`;
  const say = (fields: Fields, message: Fields = {}) => post(at('send'), meeting(app.agentid, fields, message));
  const recall = (msgid: unknown) => post(at('recall'), { msgid });
  return { ...provider, ...app, say, recall };
}
