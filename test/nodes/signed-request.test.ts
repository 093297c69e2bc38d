import assert from 'node:assert/strict';
import { verifyExchange, createExchangeCredential } from '../../nodes/lib/signer';
import { sendJson, startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, codeOf, factsOf, loadBench } from './flow-bench';

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const SECRET = Buffer.alloc(64, 'canary secret ').toString('base64');
const PASSPHRASE = 'canarypass1';

const credentials = {
  acc: { coinbaseAccountKey: KEY, coinbaseAccountSecret: SECRET, coinbaseAccountPassphrase: PASSPHRASE },
};

const accountAt = (origin: string): Record<string, unknown> => ({
  id: 'acc',
  type: 'coinbase-account',
  name: 'mine',
  environment: 'exchange-sandbox',
  origin,
  sandbox: '',
  keyFile: '',
  limiter: 'off',
});

const requestNode = (form: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'req',
  type: 'coinbase-signed-request',
  account: 'acc',
  method: 'use',
  path: '',
  pathType: 'str',
  query: '',
  queryType: 'json',
  headers: '',
  headersType: 'json',
  body: 'payload',
  bodyType: 'msg',
  timeout: '',
  explain: false,
  sendRefusals: false,
  allowChanges: false,
  allowTransfers: false,
  ...form,
});

describe('coinbase-signed-request', () => {
  let server: CountingServer;
  aroundEach();
  afterEach(() => server.close());

  it('sends what the message asks for, signed, and answers with the properties of the HTTP Request node', async () => {
    server = await startCountingServer((_, response) => sendJson(response, 200, [{ currency: 'USD' }]));
    const bench = await loadBench([accountAt(server.origin), requestNode()], credentials);
    const msg = await bench.ask('req', {
      method: 'get',
      url: '/accounts?x=1',
      other: 7,
      payload: 'left alone',
    });
    assert.deepEqual(msg.payload, [{ currency: 'USD' }]);
    assert.equal(msg.statusCode, 200);
    assert.equal(msg.other, 7);
    assert.equal((msg.headers as Record<string, unknown>)['content-type'], 'application/json');
    assert.equal(factsOf(msg).mode, 'paper');
    assert.equal(factsOf(msg).account, 'mine');
    const [one] = server.arrived;
    assert.ok(one);
    const made = createExchangeCredential({ key: KEY, secret: SECRET, passphrase: PASSPHRASE });
    assert.ok(made.ok && verifyExchange(one, made.credential), 'the server sees a valid signature');
    assert.equal(one.path, '/accounts?x=1');
    assert.equal(one.body, '', 'a GET carries no body');
    await bench.wait('completed');
  });

  it("hands a refusal to Catch with code, hint, the exchange's words and the body", async () => {
    server = await startCountingServer((_, response) =>
      sendJson(response, 400, { message: 'Insufficient funds' }),
    );
    const bench = await loadBench(
      [accountAt(server.origin), requestNode({ method: 'POST', path: '/orders' })],
      credentials,
    );
    const msg = await bench.ask('req', { payload: { size: '1' } });
    assert.equal(codeOf(msg), 'INSUFFICIENT_FUNDS');
    assert.equal(factsOf(msg).error?.exchange, 'Insufficient funds');
    assert.deepEqual(msg.payload, { message: 'Insufficient funds' });
    assert.equal(msg.statusCode, 400);
    assert.equal(bench.records.completed.length, 0);
  });
});
