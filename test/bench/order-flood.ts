/** Signed market orders, buys and sells in turn, each matched on arrival: the client's side of the sandbox benchmark. */
import { Pool } from 'undici';
import { createExchangeCredential, sign } from '../../nodes/lib/signer';
import { answerJobs, measure, type ServerAddress } from './protocol';

const server = JSON.parse(process.argv[2] ?? '') as ServerAddress;
const pool = new Pool(server.rest, { connections: 16, pipelining: 1 });
const made = createExchangeCredential(server);
if (!made.ok) throw new Error('the sandbox has a key that cannot sign');
const { credential } = made;

const bodies = (['buy', 'sell'] as const).map((side) =>
  JSON.stringify({ product_id: 'BTC-USD', side, type: 'market', size: '0.0001' }),
);
let sent = 0;

async function send(): Promise<void> {
  const body = bodies[(sent += 1) % 2] ?? '';
  const answer = await pool.request({
    method: 'POST',
    path: '/orders',
    headers: {
      ...sign({ method: 'POST', path: '/orders', body }, credential, Date.now()),
      'content-type': 'application/json',
    },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
}

answerJobs((job) => measure(job, send));
