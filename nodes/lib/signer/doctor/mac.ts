import { createHash, hash } from 'node:crypto';

/** HMAC-SHA256 of a text as UTF-8 under one key; 32 bytes as binary text, which compares without a Buffer. */
export type Mac = (text: string) => string;

const BLOCK = 64;
const DIGEST = 32;

/**
 * HMAC after RFC 2104 over the one-shot hash. The doctor tries one key on a thousand texts, and `createHmac` costs
 * twice as much for each: it makes an object that must be collected again. Tested against `createHmac`.
 */
export function macUnder(key: Buffer): Mac {
  const block = Buffer.alloc(BLOCK);
  (key.length > BLOCK ? createHash('sha256').update(key).digest() : key).copy(block);
  const inner = block.map((byte) => byte ^ 0x36);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  outer.set(block.map((byte) => byte ^ 0x5c));
  return (text) => {
    const message = Buffer.allocUnsafe(BLOCK + Buffer.byteLength(text));
    message.set(inner);
    message.write(text, BLOCK);
    outer.write(hash('sha256', message, 'binary'), BLOCK, 'binary');
    return hash('sha256', outer, 'binary');
  };
}
