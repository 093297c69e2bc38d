// Signs requests to Coinbase Exchange by hand: node:crypto and node:http(s), nothing else.
// Set REST (the API's URL), KEY, SECRET and PASSPHRASE in the environment. STAMP fixes the stamp and sends nothing.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

const { REST, KEY, SECRET, PASSPHRASE, STAMP, RESERIALISE } = process.env;

async function call(method, path, body = '') {
  const stamp = STAMP || String(Math.floor(Date.now() / 1000)); // Unix seconds
  const prehash = stamp + method + path + body; // path with its query; body as sent
  const key = Buffer.from(SECRET, 'base64'); // the secret is base64: decode it
  const signature = createHmac('sha256', key).update(prehash).digest('base64'); // base64 again, not hex
  console.log('prehash', prehash);
  console.log('signature', signature);
  if (STAMP) return;
  const sent = body && RESERIALISE ? JSON.stringify(JSON.parse(body), null, 2) : body; // the classic mistake
  const headers = {
    'CB-ACCESS-KEY': KEY,
    'CB-ACCESS-SIGN': signature,
    'CB-ACCESS-TIMESTAMP': stamp,
    'CB-ACCESS-PASSPHRASE': PASSPHRASE,
    'Content-Type': 'application/json',
    'User-Agent': 'forum',
  };
  const { request } = REST.startsWith('https:') ? https : http;
  const answer = await new Promise((resolve, reject) => {
    request(REST + path, { method, headers }, resolve)
      .on('error', reject)
      .end(sent);
  });
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  console.log(answer.statusCode, text);
}

await call('GET', '/accounts');
const order = { product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '10' };
if (!STAMP) await call('POST', '/orders', JSON.stringify(order));
