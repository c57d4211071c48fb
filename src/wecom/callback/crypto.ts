/**
 * How WeCom signs and encrypts what it pushes (developer.work.weixin.qq.com/document/path/91144).
 * Our own on purpose: @wecom/crypto (MIT, 2021, about 60 lines) has the same primitives but checks neither padding nor
 * lengths, so that a wrong key gives garbage instead of a refusal, and compares no signature in constant time.
 */
import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

/** WeCom pads to 32 bytes, not to AES's 16: a usual unpadding fails on about half of all messages. */
const blockBytes = 32;
const randomBytes = 16;
const headBytes = randomBytes + 4;

export type Signable = { timestamp: string; nonce: string; encrypt: string };
export type Opened = { message: string; receiveId: string };

/** What WeCom's console makes and takes as EncodingAESKey. */
export function isEncodingAesKey(text: string): boolean {
  return /^[A-Za-z0-9]{43}$/.test(text);
}

/** msg_signature: 40 hex digits. */
export function sign(token: string, { timestamp, nonce, encrypt }: Signable): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
}

/** In constant time. `signature` is 40 hex digits. */
export function isSignedWith(token: string, signature: string, signable: Signable): boolean {
  return timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(sign(token, signable), 'hex'));
}

/** Base64 of random(16) + length of message(4, big-endian) + message + receiveid + padding. `random` is 16 bytes. */
export function encrypt(aesKey: string, { message, receiveId }: Opened, random: Uint8Array): string {
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const plain = Buffer.concat([random, length, bytes, Buffer.from(receiveId)]);
  const pad = blockBytes - (plain.length % blockBytes);
  const cipher = createCipheriv('aes-256-cbc', ...keyAndIv(aesKey)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    'base64',
  );
}

/** Null when it is not whole: no canonical base64, no full blocks, a wrong padding, a length beyond the end, not UTF-8. */
export function decrypt(aesKey: string, encrypted: string): Opened | null {
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.length === 0 || sealed.length % blockBytes !== 0) return null;
  // Node's decoder passes over what is no base64
  if (sealed.toString('base64') !== encrypted) return null;
  const decipher = createDecipheriv('aes-256-cbc', ...keyAndIv(aesKey)).setAutoPadding(false);
  const plain = unpad(Buffer.concat([decipher.update(sealed), decipher.final()]));
  if (plain === null || plain.length < headBytes) return null;
  const end = headBytes + plain.readUInt32BE(randomBytes);
  if (end > plain.length) return null;
  const [message, receiveId] = [plain.subarray(headBytes, end), plain.subarray(end)];
  return isUtf8(message) && isUtf8(receiveId) ? { message: `${message}`, receiveId: `${receiveId}` } : null;
}

function keyAndIv(aesKey: string): [Buffer, Buffer] {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  return [key, key.subarray(0, 16)];
}

/** `padded` is one block at least. */
function unpad(padded: Buffer): Buffer | null {
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > blockBytes) return null;
  const whole = padded.subarray(-pad).every((byte) => byte === pad);
  return whole ? padded.subarray(0, -pad) : null;
}
