/** Pushes as WeCom makes them, and as it does not. */
import { createCipheriv } from 'node:crypto';
import type { CallbackSuite } from '../src/wecom/callback/callback.ts';
import { readEcho, readEvent } from '../src/wecom/callback/callback.ts';
import { encrypt, sign } from '../src/wecom/callback/crypto.ts';

export const nowMs = 1_700_000_000_000;
export const nowSeconds = nowMs / 1000;

/** The key of WeCom's own examples. */
export const aesKey = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
export const otherKey = 'kWxPEV2QE6N1q9oGNVb5XQCMO1XIQV0MPPkO5q5Fj5o';
export const providerCorpId = 'wwProvider';

export function suiteOf(suiteId: string, changes: Partial<CallbackSuite> = {}): CallbackSuite {
  return {
    suiteId,
    token: `token of ${suiteId}`,
    aesKey,
    mayReceive: (receiveId) => [suiteId, providerCorpId].includes(receiveId),
    ...changes,
  };
}

export type Push = { query: string; body: Buffer };
type How = { receiveId?: string; timestamp?: string; nonce?: string; random?: Buffer };

/** `xml` as `suite` is sent it. */
export function pushOf(suite: CallbackSuite, xml: string, how: How = {}): Push {
  const { receiveId = suite.suiteId, random = Buffer.alloc(16, 7) } = how;
  return pushOfEncrypted(suite, encrypt(suite.aesKey, { message: xml, receiveId }, random), how);
}

export function pushOfEncrypted(suite: CallbackSuite, encrypted: string, how: How = {}): Push {
  const cdata = (text: string) => `<![CDATA[${text}]]>`;
  const body = `<xml><ToUserName>${cdata(suite.suiteId)}</ToUserName><AgentID></AgentID><Encrypt>${cdata(encrypted)}</Encrypt></xml>`;
  return { query: queryOf(suite, encrypted, how), body: Buffer.from(body) };
}

export function queryOf(suite: CallbackSuite, encrypted: string, how: How = {}): string {
  const { timestamp = String(nowSeconds), nonce = '263014780' } = how;
  const signature = sign(suite.token, { timestamp, nonce, encrypt: encrypted });
  return `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`;
}

/** `text` as the check of the URL brings it, with every character escaped as it should be. */
export function echoQueryOf(suite: CallbackSuite, text: string, how: How = {}): string {
  const { receiveId = providerCorpId, random = Buffer.alloc(16, 7) } = how;
  const echostr = encrypt(suite.aesKey, { message: text, receiveId }, random);
  return `${queryOf(suite, echostr, how)}&echostr=${encodeURIComponent(echostr)}`;
}

/** Encrypts what a fault left of a plaintext, padding and all. */
export function encryptRaw(key: string, plain: Uint8Array): string {
  const bytes = Buffer.from(`${key}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', bytes, bytes.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

export function read(push: { query: string; body: string | Buffer }, suites: CallbackSuite[], now = nowMs) {
  return readEvent({ query: new URLSearchParams(push.query), body: Buffer.from(push.body) }, suites, now);
}

export function readCheck(query: string, suites: CallbackSuite[], now = nowMs) {
  return readEcho(new URLSearchParams(query), suites, now);
}

/** An event of a suite with its fields in order. */
export function eventXml(fields: Record<string, string>): string {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  return `<xml>${elements.join('')}</xml>`;
}

export const ticketXml = (suiteId: string, ticket = 'ticket-1') =>
  eventXml({ SuiteId: suiteId, InfoType: 'suite_ticket', TimeStamp: '1403610513', SuiteTicket: ticket });
