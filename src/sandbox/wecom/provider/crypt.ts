/** How WeCom encrypts what it pushes. Written from its documents, not from the bot: a judge may not borrow the pupil's work. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const blockBytes = 32;
const randomPrefixBytes = 16;
const lengthBytes = 4;

/** `receiveId`: for whom it is, told inside: a suite id, or a corp id. */
type Opened = { text: string; receiveId: string };

function keyOf(aesKey: string): Buffer {
  return Buffer.from(`${aesKey}=`, 'base64');
}

/** sha1, hex, of the four joined in the order of their characters. */
export function signatureOf(parts: { token: string; timestamp: string; nonce: string; encrypted: string }): string {
  const { token, timestamp, nonce, encrypted } = parts;
  return createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex');
}

/** PKCS#7 to a multiple of 32: never none, and 32 where it fits already. */
export function encrypt(aesKey: string, { text, receiveId }: Opened): string {
  const key = keyOf(aesKey);
  const message = Buffer.from(text);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([randomBytes(randomPrefixBytes), length, message, Buffer.from(receiveId)]);
  const padding = blockBytes - (plain.length % blockBytes);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** For a listener that checks what was pushed; of nothing but this sandbox's own making, so it trusts what it reads. */
export function decrypt(aesKey: string, encrypted: string): Opened {
  const key = keyOf(aesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]);
  const plain = padded.subarray(randomPrefixBytes, padded.length - (padded.at(-1) ?? 0));
  const end = lengthBytes + plain.readUInt32BE(0);
  return { text: plain.toString('utf8', lengthBytes, end), receiveId: plain.toString('utf8', end) };
}
