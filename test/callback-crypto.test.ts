import { describe, expect, test } from 'vitest';
import { decrypt, encrypt, isEncodingAesKey, isSignedWith, sign } from '../src/wecom/callback/crypto.ts';
import { aesKey, encryptRaw, otherKey } from './callback-kit.ts';

const random = Buffer.from('0123456789abcdef');
const receiveId = 'wx5823bf96d3bd56c7';

describe("WeCom's own example", () => {
  const encrypted = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==';
  const signature = '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3';
  const signable = { timestamp: '1409659589', nonce: '263014780', encrypt: encrypted };

  test('has its signature', () => {
    expect(sign('QDG6eK', signable)).toBe(signature);
    expect(isSignedWith('QDG6eK', signature, signable)).toBe(true);
    expect(isSignedWith('QDG6eL', signature, signable)).toBe(false);
  });

  test('opens', () => {
    expect(decrypt(aesKey, encrypted)).toEqual({ message: '1616140317555161061', receiveId });
  });
});

test('what is encrypted opens, at every length around the blocks', () => {
  for (let length = 0; length <= 70; length++) {
    const message = 'x'.repeat(length);
    const encrypted = encrypt(aesKey, { message, receiveId }, random);
    expect(decrypt(aesKey, encrypted), `${length} bytes`).toEqual({ message, receiveId });
    const bytes = Buffer.from(encrypted, 'base64').length;
    expect(bytes % 32).toBe(0);
    // an aligned plaintext still gets a whole block of padding
    expect(bytes).toBe((Math.floor((20 + length + receiveId.length) / 32) + 1) * 32);
  }
});

test('Chinese, emoji, an empty message and the empty receiveid of a private provider open', () => {
  for (const opened of [
    { message: '学校通知 🎒', receiveId: '企业' },
    { message: '', receiveId: '' },
  ]) {
    expect(decrypt(aesKey, encrypt(aesKey, opened, random))).toEqual(opened);
  }
});

describe('does not open', () => {
  const plain = (message: string, length = message.length) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length >>> 0);
    return Buffer.concat([random, head, Buffer.from(`${message}${receiveId}`)]);
  };
  /** Message and receiveid of 44 bytes: 64 with the head, so that `pad` bytes more are all there is after them. */
  const aligned = (padding: Buffer) => encryptRaw(aesKey, Buffer.concat([plain('m'.repeat(26)), padding]));

  test('the helper makes what does open, so that each fault below is the cause', () => {
    expect(decrypt(aesKey, aligned(Buffer.alloc(32, 32)))).toEqual({ message: 'm'.repeat(26), receiveId });
  });

  test('every wrong value of the last byte of the padding', () => {
    for (let value = 0; value < 256; value++) {
      const padding = Buffer.alloc(32, 32);
      padding[31] = value;
      // a 1 is a whole padding of one byte; what is before it is then the receiveid's
      if (value === 32 || value === 1) continue;
      expect(decrypt(aesKey, aligned(padding)), `last byte ${value}`).toBeNull();
    }
  });

  test('a padding with any one byte wrong', () => {
    for (let at = 0; at < 31; at++) {
      const padding = Buffer.alloc(32, 32);
      padding[at] = 31;
      expect(decrypt(aesKey, aligned(padding)), `byte ${at}`).toBeNull();
    }
  });

  test('a padding of 33 to 64 equal bytes', () => {
    for (let pad = 33; pad <= 64; pad++) {
      const short = plain('m'.repeat(58 - (pad - 32)));
      expect(decrypt(aesKey, encryptRaw(aesKey, Buffer.concat([short, Buffer.alloc(pad, pad)]))), `${pad}`).toBeNull();
    }
  });

  test('a padding to 16 bytes, as AES usually has', () => {
    expect(
      decrypt(aesKey, encryptRaw(aesKey, Buffer.concat([plain('m'.repeat(26)), Buffer.alloc(16, 16)]))),
    ).toBeNull();
  });

  test('a length beyond the end, by one and by 4 GB', () => {
    const padded = (length: number) =>
      encryptRaw(aesKey, Buffer.concat([plain('m'.repeat(26), length), Buffer.alloc(32, 32)]));
    expect(decrypt(aesKey, padded(44))).toEqual({ message: `${'m'.repeat(26)}${receiveId}`, receiveId: '' });
    for (const length of [45, 46, 76, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      expect(decrypt(aesKey, padded(length)), `${length}`).toBeNull();
    }
  });

  test('a plaintext without room for random bytes and length', () => {
    for (let bytes = 0; bytes < 20; bytes++) {
      const pad = 32 - bytes;
      const padded = Buffer.concat([Buffer.alloc(bytes), Buffer.alloc(pad, pad)]);
      expect(decrypt(aesKey, encryptRaw(aesKey, padded)), `${bytes} bytes`).toBeNull();
    }
  });

  test('bytes that are not UTF-8, in the message or cut by its length', () => {
    const latin = Buffer.concat([random, Buffer.from([0, 0, 0, 1, 0xe9]), Buffer.alloc(11, 11)]);
    expect(decrypt(aesKey, encryptRaw(aesKey, latin))).toBeNull();
    const cut = Buffer.concat([random, Buffer.from([0, 0, 0, 1]), Buffer.from('知'), Buffer.alloc(9, 9)]);
    expect(decrypt(aesKey, encryptRaw(aesKey, cut))).toBeNull();
  });

  test('text that is empty, cut, no base64, or base64 spelt another way', () => {
    const whole = encrypt(aesKey, { message: 'm'.repeat(26), receiveId }, random);
    expect(whole).toMatch(/[^=]$/);
    const cuts = Array.from({ length: whole.length }, (_, chars) => whole.slice(0, chars));
    const spelt = [`${whole}\n`, ` ${whole}`, `${whole}=`, `${whole}====`, `${whole}!`, whole.replace(/^./, '%')];
    const url = 'P9nAzCzyDtyTWESHep1vC5X9xho_qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp-4RPcs8TgAE7OaBO-FZXvnaqQ==';
    // the last digit has four bits that nothing reads
    const surplus = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqR==';
    for (const text of [...cuts, ...spelt, url, surplus]) expect(decrypt(aesKey, text), text).toBeNull();
  });

  test('with another key', () => {
    for (let length = 0; length <= 70; length++) {
      const encrypted = encrypt(aesKey, { message: 'x'.repeat(length), receiveId }, random);
      expect(decrypt(otherKey, encrypted), `${length} bytes`).toBeNull();
    }
  });
});

test('an EncodingAESKey is 43 letters and digits', () => {
  expect(isEncodingAesKey(aesKey)).toBe(true);
  const wrong = ['', aesKey.slice(1), `${aesKey}=`, `${aesKey}A`, `${aesKey}\n`, ` ${aesKey.slice(1)}`];
  for (const key of [...wrong, aesKey.replace('j', '+'), aesKey.replace('j', '键')]) {
    expect(isEncodingAesKey(key), key).toBe(false);
  }
});
