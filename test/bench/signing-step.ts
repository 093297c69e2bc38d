/** The signing step alone: the signer beside createHmac + stamp + headers, alternating in one process. */
import { createHmac } from 'node:crypto';
import { createExchangeCredential, sign } from '../../nodes/lib/signer';
import { median } from './median';

const secret = Buffer.alloc(64, 7);
const made = createExchangeCredential({
  key: 'a'.repeat(32),
  secret: secret.toString('base64'),
  passphrase: 'bench',
});
if (!made.ok) throw new Error('the benchmark credential was refused');
const { credential } = made;
const request = { method: 'GET', path: '/accounts', body: '' };

function bare(): object {
  const stamp = String(Date.now() / 1000);
  return {
    'CB-ACCESS-KEY': credential.key,
    'CB-ACCESS-SIGN': createHmac('sha256', secret).update(`${stamp}GET/accounts`).digest('base64'),
    'CB-ACCESS-TIMESTAMP': stamp,
    'CB-ACCESS-PASSPHRASE': 'bench',
  };
}

/** Operations per second over a slice of 20,000. */
function rate(step: () => object): number {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < 20_000; i += 1) step();
  return 20_000 / (Number(process.hrtime.bigint() - begin) / 1e9);
}

/** Median of the signer's rate over the bare rate, with the bare cost in microseconds. */
export function measureSigningStep(rounds: number): { ratio: number; bareMicros: number } {
  const ours = (): object => sign(request, credential, Date.now());
  rate(ours);
  rate(bare);
  const ratios: number[] = [];
  const micros: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [a, b] = round % 2 === 0 ? [rate(ours), rate(bare)] : swap(rate(bare), rate(ours));
    ratios.push(a / b);
    micros.push(1e6 / b);
  }
  return { ratio: median(ratios), bareMicros: median(micros) };
}

const swap = (bareRate: number, oursRate: number): [number, number] => [oursRate, bareRate];
