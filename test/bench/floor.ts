/** The floor: an undici Pool, createHmac, JSON parsed, nothing else. */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { answerJobs, measure, type ServerAddress } from './protocol';

const server = JSON.parse(process.argv[2] ?? '') as ServerAddress;
const secret = Buffer.from(server.secret, 'base64');
const pool = new Pool(server.rest, { connections: 16, pipelining: 1 });

async function send(): Promise<void> {
  const stamp = String(Date.now() / 1000);
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: '/accounts',
    headers: {
      'CB-ACCESS-KEY': server.key,
      'CB-ACCESS-SIGN': createHmac('sha256', secret).update(`${stamp}GET/accounts`).digest('base64'),
      'CB-ACCESS-TIMESTAMP': stamp,
      'CB-ACCESS-PASSPHRASE': server.passphrase,
    },
  });
  const accounts = await body.json();
  if (statusCode !== 200 || !Array.isArray(accounts)) throw new Error(`floor: status ${statusCode}`);
}

answerJobs((job) => measure(job, send));
