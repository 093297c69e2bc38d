/**
 * The signing step beside what any client must do: createHmac, the stamp and four headers. Run it with
 * `node dist/test/lib/signer/sign-speed.js`; the two take turns, so that a busy machine slows both.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { createExchangeCredential, sign } from '../../../nodes/lib/signer';

export interface SigningSpeed {
  /** Signatures a second, the best round of each. */
  readonly bare: number;
  readonly ours: number;
  /** Ours by bare, the median over the rounds; 1 is as fast as it gets. */
  readonly ratio: number;
}

/** @param rounds turns of each; a turn is 20,000 signatures. */
export function measureSigning(rounds = 31): SigningSpeed {
  const secret = randomBytes(64).toString('base64');
  const built = createExchangeCredential({
    key: randomBytes(16).toString('hex'),
    secret,
    passphrase: 'words',
  });
  if (!built.ok) throw new Error('the credential of the measurement is wrong');
  const { credential } = built;
  const request = { method: 'GET', path: '/orders?status=open&limit=100' };
  const raw = Buffer.from(secret, 'base64');
  const bare = (): object => {
    const stamp = String(Math.floor(Date.now() / 1000));
    const prehash = stamp + request.method + request.path;
    return {
      'CB-ACCESS-KEY': credential.key,
      'CB-ACCESS-SIGN': createHmac('sha256', raw).update(prehash).digest('base64'),
      'CB-ACCESS-TIMESTAMP': stamp,
      'CB-ACCESS-PASSPHRASE': credential.passphrase,
    };
  };
  const ours = (): object => sign(request, credential, Date.now());
  const turns = Array.from({ length: rounds }, (_, round) => {
    // Whoever comes second finds the machine warmer: take turns in that too.
    if (round % 2 === 0) return { bare: rate(bare), ours: rate(ours) };
    const second = rate(ours);
    return { bare: rate(bare), ours: second };
  }).slice(1);
  const ratios = turns.map((turn) => turn.ours / turn.bare).toSorted((a, b) => a - b);
  return {
    bare: Math.round(Math.max(...turns.map((turn) => turn.bare))),
    ours: Math.round(Math.max(...turns.map((turn) => turn.ours))),
    ratio: Number((ratios[ratios.length >> 1] ?? 0).toFixed(3)),
  };
}

function rate(step: () => object): number {
  const times = 20_000;
  const started = process.hrtime.bigint();
  for (let count = 0; count < times; count += 1) step();
  return times / (Number(process.hrtime.bigint() - started) / 1e9);
}

if (require.main === module) console.log(JSON.stringify(measureSigning()));
