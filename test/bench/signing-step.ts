/**
 * The signing step alone, for every scheme: the signer beside what any client must do with node:crypto for the same
 * headers, alternating in one process. Also by itself: `node dist/test/bench/signing-step.js`.
 */
import {
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign as signBytes,
} from 'node:crypto';
import { createCredential, sign, type GivenCredential } from '../../nodes/lib/signer';
import { median } from './median';

export interface SigningCost {
  readonly scheme: string;
  /** The signer's rate over the bare rate; 1 is as fast as it gets. Median of the rounds. */
  readonly ratio: number;
  readonly oursMicros: number;
  readonly bareMicros: number;
}

interface Contest {
  readonly name: string;
  readonly given: GivenCredential;
  readonly bare: () => object;
  /** Signatures in a slice: about a twentieth of a second. */
  readonly slice: number;
}

const method = 'GET';
const path = '/api/v3/brokerage/orders?status=open&limit=100';
const bareOf = (target: string): string => target.slice(0, target.indexOf('?'));
const key = 'a'.repeat(32);
const cdpName = randomUUID();
const passphrase = 'bench';
const secret = Buffer.alloc(64, 7).toString('base64');
const raw = Buffer.from(secret, 'base64');
const stampNow = (): string => String(Math.floor(Date.now() / 1000));

function exchangeHeaders(target: string): object {
  const stamp = stampNow();
  return {
    'CB-ACCESS-KEY': key,
    'CB-ACCESS-SIGN': createHmac('sha256', raw)
      .update(stamp + method + target)
      .digest('base64'),
    'CB-ACCESS-TIMESTAMP': stamp,
    'CB-ACCESS-PASSPHRASE': passphrase,
  };
}

function primeHeaders(): object {
  const stamp = stampNow();
  return {
    'X-CB-ACCESS-KEY': key,
    'X-CB-ACCESS-PASSPHRASE': passphrase,
    'X-CB-ACCESS-SIGNATURE': createHmac('sha256', secret)
      .update(stamp + method + bareOf(path))
      .digest('base64'),
    'X-CB-ACCESS-TIMESTAMP': stamp,
  };
}

function appHeaders(): object {
  const stamp = stampNow();
  return {
    'CB-ACCESS-KEY': key,
    'CB-ACCESS-SIGN': createHmac('sha256', secret)
      .update(stamp + method + bareOf(path))
      .digest('hex'),
    'CB-ACCESS-TIMESTAMP': stamp,
  };
}

function token(alg: 'ES256' | 'EdDSA', pem: string): () => object {
  const own = createPrivateKey(pem);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return () => {
    const nbf = Math.floor(Date.now() / 1000);
    const header = { alg, kid: cdpName, nonce: randomBytes(16).toString('hex'), typ: 'JWT' };
    const uri = `${method} api.coinbase.com${bareOf(path)}`;
    const input = `${part(header)}.${part({ iss: 'cdp', sub: cdpName, nbf, exp: nbf + 120, uri })}`;
    const bytes = Buffer.from(input);
    const signature =
      alg === 'EdDSA'
        ? signBytes(null, bytes, own)
        : signBytes('sha256', bytes, { key: own, dsaEncoding: 'ieee-p1363' });
    return { Authorization: `Bearer ${input}.${signature.toString('base64url')}` };
  };
}

function contests(): Contest[] {
  const ec = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  const ed = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  const shared = { key, secret, passphrase };
  return [
    {
      name: 'exchange',
      given: { scheme: 'exchange', ...shared },
      bare: () => exchangeHeaders(path),
      slice: 10_000,
    },
    {
      name: 'international',
      given: { scheme: 'international', ...shared },
      bare: () => exchangeHeaders(bareOf(path)),
      slice: 10_000,
    },
    { name: 'prime', given: { scheme: 'prime', ...shared }, bare: primeHeaders, slice: 10_000 },
    { name: 'coinbase-app', given: { scheme: 'coinbase-app', ...shared }, bare: appHeaders, slice: 10_000 },
    {
      name: 'cdp ES256',
      given: { scheme: 'cdp', key: cdpName, secret: ec },
      bare: token('ES256', ec),
      slice: 1_000,
    },
    {
      name: 'cdp EdDSA',
      given: { scheme: 'cdp', key: cdpName, secret: ed },
      bare: token('EdDSA', ed),
      slice: 1_000,
    },
  ];
}

/** @param rounds turns of each; the first of a pair finds a colder machine, so they take turns in that too. */
export function measureSigning(rounds: number): SigningCost[] {
  return contests().map(({ name, given, bare, slice }) => {
    const made = createCredential(given);
    if (!made.ok) throw new Error(`the benchmark credential of ${name} was refused`);
    const { credential } = made;
    const request = { method, path };
    const ours = (): object => sign(request, credential, Date.now());
    micros(ours, slice);
    micros(bare, slice);
    const turns = Array.from({ length: rounds }, (_, round) => {
      if (round % 2 === 0) return { ours: micros(ours, slice), bare: micros(bare, slice) };
      const second = micros(bare, slice);
      return { bare: second, ours: micros(ours, slice) };
    });
    return {
      scheme: name,
      ratio: median(turns.map((turn) => turn.bare / turn.ours)),
      oursMicros: median(turns.map((turn) => turn.ours)),
      bareMicros: median(turns.map((turn) => turn.bare)),
    };
  });
}

/** Microseconds a signature over one slice. */
function micros(step: () => object, slice: number): number {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < slice; i += 1) step();
  return Number(process.hrtime.bigint() - begin) / 1000 / slice;
}

export function describeSigning({ scheme, oursMicros, bareMicros }: SigningCost): string {
  return `signing ${scheme.padEnd(14)} ${oursMicros.toFixed(1).padStart(6)} µs  bare node:crypto ${bareMicros.toFixed(1).padStart(6)} µs`;
}

if (require.main === module)
  for (const cost of measureSigning(15))
    console.log(describeSigning(cost), ` ratio ${cost.ratio.toFixed(2)}`);
