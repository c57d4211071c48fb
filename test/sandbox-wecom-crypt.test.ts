import { createDecipheriv } from 'node:crypto';
import { expect, it } from 'vitest';
import { decrypt, encrypt, signatureOf } from '../src/sandbox/wecom/provider/crypt.ts';

/** The vector of WeCom's own sample code. */
const vector = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  timestamp: '1409659589',
  nonce: '263014780',
  encrypted: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
};

it('signs and opens the documented example', () => {
  expect(signatureOf(vector)).toBe(vector.signature);
  const opened = { text: '1616140317555161061', receiveId: 'wx5823bf96d3bd56c7' };
  expect(decrypt(vector.aesKey, vector.encrypted)).toEqual(opened);
});

it('pads to 32 bytes, by one to 32, whatever the length', () => {
  const key = Buffer.from(`${vector.aesKey}=`, 'base64');
  const pads = new Set<number>();
  for (let length = 0; length < 64; length++) {
    const message = { text: '晨'.repeat(length % 3) + 'x'.repeat(length), receiveId: 'ww1' };
    const encrypted = encrypt(vector.aesKey, message);
    const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const plain = Buffer.concat([cipher.update(encrypted, 'base64'), cipher.final()]);
    expect(plain.length % 32).toBe(0);
    pads.add(plain.at(-1) ?? 0);
    expect(decrypt(vector.aesKey, encrypted)).toEqual(message);
  }
  expect([...pads].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
});

it('never encrypts the same twice alike', () => {
  const message = { text: 'success', receiveId: '' };
  expect(encrypt(vector.aesKey, message)).not.toBe(encrypt(vector.aesKey, message));
});
