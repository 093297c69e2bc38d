/** A seeded source of randomness: the same seed gives the same numbers on every machine. Not for secrets of value. */
export interface Random {
  /** 0 to 2^32 - 1. */
  readonly uint32: () => number;
  /** 0 to `limit` - 1; `limit` is a whole number from 1 to 2^32. */
  readonly below: (limit: number) => number;
  /** That many bytes. */
  readonly bytes: (count: number) => Uint8Array;
  /** An id in the shape of a UUID version 4. */
  readonly newId: () => string;
  /** An independent source for one purpose, so that drawing from one never moves another. */
  readonly fork: (purpose: string) => Random;
}

/** Makes a source from a seed (any number; its lowest 32 bits and the purpose count). Generator: sfc32. */
export function createRandom(seed: number, purpose = ''): Random {
  const uint32 = sfc32(hash(purpose, seed >>> 0));
  return {
    uint32,
    below: (limit) => Math.floor((uint32() / 2 ** 32) * limit),
    bytes: (count) => Uint8Array.from({ length: count }, () => uint32() >>> 24),
    newId: () => uuid([uint32(), uint32(), uint32(), uint32()]),
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

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const id = Buffer.from('00000000-0000-4000-8000-000000000000', 'latin1');
/** Where the 32 digits go; 12 and 16 are version and variant, fixed by the shape. */
const PLACES = Array.from({ length: id.length }, (_, place) => place).filter((place) => id[place] !== 45);

/** Written digit by digit into bytes: text joined from pieces would stay in pieces and cost ten times the memory. */
function uuid(words: readonly [number, number, number, number]): string {
  for (let digit = 0; digit < PLACES.length; digit += 1) {
    const nibble = ((words[digit >>> 3] as number) >>> (28 - 4 * (digit & 7))) & 15;
    const shaped = digit === 12 ? 4 : digit === 16 ? (nibble & 3) | 8 : nibble;
    id[PLACES[digit] as number] = DIGITS[shaped] as number;
  }
  return id.toString('latin1');
}
