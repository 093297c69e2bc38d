import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { openTrader, PREFIX, type Sending, type Token, type Trader } from './trader';

const spoilt = (change: (token: Token) => void): Sending => ({ spoil: change });
const claim = (name: string, value: unknown): Sending =>
  spoilt(({ claims }) => {
    claims[name] = value;
  });

describe('tokens at the Advanced Trade face', () => {
  let trader: Trader;
  let now: number;

  before(async () => {
    trader = await openTrader({
      keys: [
        { name: 'reader', permissions: ['view'] },
        { name: 'mover', permissions: ['transfer'] },
      ],
    });
    now = Math.floor(trader.customer.clock.now() / 1000);
  });
  after(() => trader.close());

  const status = async (sending: Sending, path = '/accounts'): Promise<number> =>
    (await trader.send('GET', path, sending)).status;

  async function assertFound(code: string, sending: Sending, path = '/accounts?limit=2'): Promise<void> {
    const answer = await trader.send('GET', path, sending);
    assert.equal(answer.status, 401, code);
    assert.match(answer.text, /^Unauthorized\n/);
    assert.match(answer.headers['content-type'] as string, /^text\/plain/);
    assert.ok(answer.text.includes(`\n${code}: `), `${code} in ${answer.text}`);
    assert.equal(answer.headers['x-sandbox-diagnosis'], code);
  }

  it('are taken from both kinds of key, for paths with and without a query', async () => {
    for (const kind of ['ecdsa', 'ed25519'] as const) {
      assert.equal(await status({ kind }), 200);
      assert.equal(await status({ kind }, '/accounts?limit=2'), 200);
      assert.equal((await trader.send('POST', '/orders/preview', { kind, body: {} })).status, 400);
    }
  });

  it('may name this host with and without its port, or api.coinbase.com, in uri or uris', async () => {
    const { host, hostname } = new URL(trader.customer.sandbox.rest);
    for (const name of [host, hostname, 'api.coinbase.com']) {
      const uri = `GET ${name}${PREFIX}/accounts`;
      assert.equal(await status(claim('uri', uri)), 200, uri);
      const inList = spoilt(({ claims }) => {
        delete claims['uri'];
        claims['uris'] = [uri];
      });
      assert.equal(await status(inList), 200, uri);
    }
  });

  it('need no typ and no nonce, take the former issuer, and put up with a second', async () => {
    const bare = spoilt(({ header }) => {
      delete header['typ'];
      delete header['nonce'];
    });
    assert.equal(await status(bare), 200);
    assert.equal(await status(bare), 200);
    assert.equal(await status(claim('iss', 'coinbase-cloud')), 200);
    assert.equal(await status(claim('aud', ['retail_rest_api_proxy'])), 200);
    assert.equal(await status(claim('nbf', now + 1)), 200);
  });

  it('are refused for each mistake, which is named', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const path = `${PREFIX}/accounts`;
    const { hostname } = new URL(trader.customer.sandbox.rest);
    const { ecdsa, ed25519 } = trader.customer.sandbox.cdp;
    const short = ecdsa.name.split('/').at(-1);
    await assertFound('TOKEN_MISSING', { unsigned: true });
    await assertFound('TOKEN_HEADER', {
      unsigned: true,
      headers: { authorization: 'Basic bm9ib2R5Om5vYm9keQ==' },
    });
    await assertFound('TOKEN_UNREADABLE', {
      unsigned: true,
      headers: { authorization: 'Bearer a.b.c' },
    });
    await assertFound('HMAC_WITH_CDP_KEY', { unsigned: true, headers: { 'cb-access-key': 'x' } });
    await assertFound('TOKEN_URI_QUERY', claim('uri', `GET ${hostname}${path}?limit=2`));
    await assertFound('TOKEN_URI_METHOD', claim('uri', `POST ${hostname}${path}`));
    await assertFound('TOKEN_URI_METHOD', claim('uri', `get ${hostname}${path}`));
    await assertFound('TOKEN_URI_HOST', claim('uri', `GET api.exchange.coinbase.com${path}`));
    await assertFound('TOKEN_URI_SCHEME', claim('uri', `GET https://${hostname}${path}`));
    await assertFound('TOKEN_URI_PATH', claim('uri', `GET ${hostname}/accounts`));
    await assertFound(
      'TOKEN_URI_MISSING',
      spoilt(({ claims }) => delete claims['uri']),
    );
    await assertFound('TOKEN_EXPIRED', claim('exp', now - 5));
    await assertFound('TOKEN_NOT_YET_VALID', claim('nbf', now + 60));
    await assertFound('TOKEN_MILLISECONDS', claim('nbf', now * 1000));
    await assertFound(
      'TOKEN_TIMELESS',
      spoilt(({ claims }) => delete claims['exp']),
    );
    await assertFound('TOKEN_ISSUER', claim('iss', 'my-bot'));
    await assertFound('TOKEN_SUB', claim('sub', 'somebody'));
    await assertFound(
      'TOKEN_KID',
      spoilt(({ header }) => (header['kid'] = 'somebody')),
    );
    await assertFound(
      'TOKEN_NAME_SHORTENED',
      spoilt(({ header, claims }) => (header['kid'] = claims['sub'] = short)),
    );
    await assertFound(
      'KEY_UNKNOWN',
      spoilt(({ header, claims }) => (header['kid'] = claims['sub'] = 'organizations/a/apiKeys/b')),
    );
    await assertFound(
      'PRIVATE_KEY_WRONG',
      spoilt((token) => (token.key = other)),
    );
    await assertFound(
      'TOKEN_ALGORITHM',
      spoilt(({ header, claims }) => (header['kid'] = claims['sub'] = ed25519.name)),
    );
  });

  it('are refused in another encoding than the one of tokens, which is named', async () => {
    const der = (token: string, key: KeyObject): string => {
      const input = token.slice(0, token.lastIndexOf('.'));
      return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
    };
    await assertFound('TOKEN_DER', { rewrite: der });
    const padded = (token: string): string =>
      token
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString('base64'))
        .join('.');
    for (const kind of ['ecdsa', 'ed25519'] as const)
      await assertFound('TOKEN_NOT_BASE64URL', { rewrite: padded, kind });
    await assertFound('TOKEN_UNREADABLE', { rewrite: (token) => token.slice(0, token.indexOf('.')) });
    await assertFound('PRIVATE_KEY_WRONG', {
      rewrite: (token) => `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`,
    });
  });

  it('are good for one request only, until they expire', async () => {
    const again = spoilt(({ header }) => (header['nonce'] = 'the-same'));
    assert.equal(await status(again), 200);
    await assertFound('TOKEN_REPEATED', again);
    assert.equal(await status({ ...again, kind: 'ed25519' }), 200, 'another key has its own nonces');
  });

  it('are not used up by a request that was refused', async () => {
    const nonce = spoilt(({ header }) => (header['nonce'] = 'refused-first'));
    const spoil = (token: Token): void => {
      nonce.spoil?.(token);
      token.claims['exp'] = now - 5;
    };
    assert.equal(await status({ spoil }), 401);
    assert.equal(await status(nonce), 200);
  });

  it('let a key do what it may and see its own portfolio alone', async () => {
    const refused = await trader.send('POST', '/orders', { as: 'reader', body: {} });
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.json(), {
      error: 'PERMISSION_DENIED',
      error_details: 'Missing required scopes',
      message: 'Missing required scopes',
    });
    assert.equal(await status({ as: 'reader' }), 200);
    assert.equal(await status({ as: 'mover' }), 403);
    const other = await trader.send(
      'GET',
      '/accounts?retail_portfolio_id=00000000-0000-4000-8000-000000000000',
    );
    assert.equal(other.status, 403);
    assert.equal(other.json()['error'], 'PERMISSION_DENIED');
  });

  it('are not asked for in public, and Exchange headers do not stand for them', async () => {
    assert.equal(await status({ unsigned: true }, '/time'), 200);
    assert.equal(await status({ unsigned: true }, '/market/products'), 200);
    const exchange = await trader.customer.send('GET', `${PREFIX}/accounts`);
    assert.equal(exchange.status, 401);
    assert.equal(exchange.headers['x-sandbox-diagnosis'], 'HMAC_WITH_CDP_KEY');
  });
});

describe('rate limits of the Advanced Trade face', () => {
  it('are 30 a second for a portfolio and 10 in public, refused in the style of the App', async () => {
    const trader = await openTrader({ rateLimits: true });
    try {
      const statuses = async (count: number, path: string, unsigned: boolean): Promise<number[]> => {
        const answers = Array.from({ length: count }, () => trader.send('GET', path, { unsigned }));
        return (await Promise.all(answers)).map(({ status }) => status);
      };
      const count = (all: number[], status: number): number => all.filter((one) => one === status).length;
      const privately = await statuses(40, '/accounts', false);
      assert.deepEqual([count(privately, 200), count(privately, 429)], [30, 10]);
      const publicly = await statuses(15, '/time', true);
      assert.deepEqual([count(publicly, 200), count(publicly, 429)], [10, 5]);
      const refused = await trader.send('GET', '/accounts');
      assert.deepEqual(refused.json(), {
        errors: [{ id: 'rate_limit_exceeded', message: 'Too many requests' }],
      });
      trader.customer.clock.advance(1000);
      assert.equal((await trader.send('GET', '/accounts')).status, 200);
    } finally {
      await trader.close();
    }
  });
});
