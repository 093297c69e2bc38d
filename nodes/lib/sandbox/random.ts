/** A seeded source of randomness: the same seed gives the same numbers on every machine. Not for secrets of value. */
export interface Random {
  /** 0 to 2^32 - 1. */
  uint32(): number;
  /** 0 to `limit` - 1; `limit` is a whole number from 1 to 2^32. */
  below(limit: number): number;
  /** That many bytes. */
  bytes(count: number): Uint8Array;
  /** An id in the shape of a UUID version 4. */
  newId(): string;
  /** An independent source for one purpose, so that drawing from one never moves another. */
  fork(purpose: string): Random;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Makes a source from a seed (any number; its lowest 32 bits and the purpose count). Generator: sfc32. */
export function createRandom(seed: number, purpose = ''): Random {
  const uint32 = sfc32(hash(purpose, seed >>> 0));
  return {
    uint32,
    below: (limit) => Math.floor((uint32() / 2 ** 32) * limit),
    bytes: (count) => Uint8Array.from({ length: count }, () => uint32() >>> 24),
    newId: () => uuid(uint32(), uint32(), uint32(), uint32()),
    fork: (part) => createRandom(seed, `${purpose}/${part}`),
  };
}

/** FNV-1a over the text, started from the seed. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

/** Small fast counter generator of 128 bits of state; the first draws only mix the seed in. */
function sfc32(seed: number): () => number {
  let a = seed | 0;
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = Math.imul(seed, 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

/** Version and variant are fixed bits of the shape. */
function uuid(a: number, b: number, c: number, d: number): string {
  const version = ((b & 0xffff0fff) | 0x4000) >>> 0;
  const variant = ((c & 0x3fffffff) | 0x80000000) >>> 0;
  return `${hex(a)}-${hex4(version >>> 16)}-${hex4(version)}-${hex4(variant >>> 16)}-${hex4(variant)}${hex(d)}`;
}

function hex(word: number): string {
  return hex4(word >>> 16) + hex4(word);
}

function hex4(half: number): string {
  return `${HEX[(half >>> 8) & 255]}${HEX[half & 255]}`;
}
