/**
 * Clients of the feeds that we did not write, from the registry, unmodified: the address alone points them at the
 * sandbox, and what they hear is held against what the sandbox says over REST.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from '../../nodes/lib/sandbox';
import { makeCertificate } from '../lib/sandbox/server/certificate';
import { ccxtCoinbase } from './advanced-trade-clients';
import { officialCoinbasePro as officialRest } from './clients';
import {
  ccxtAdvancedTrade,
  ccxtExchange,
  coinbaseApiAdvancedTrade,
  coinbaseApiExchange,
  coinbaseProNode,
  type Fields,
  officialCoinbasePro,
  type WatchingClient,
} from './feed-clients';

const RESTING = {
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  price: '1000.00',
  size: '0.01',
} as const;

/** Resolves when it gives something; looks again whenever the sandbox's market has moved. */
async function soon<T>(sandbox: Sandbox, look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 500; tries += 1) {
    const found = look();
    if (found !== undefined) return found;
    sandbox.moveMarket();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came');
}

describe('feed clients that know nothing of the sandbox', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false });
  });
  afterEach(() => sandbox.close());

  const place = async () => (await officialRest(sandbox)).place(RESTING);

  for (const [name, connect] of Object.entries({
    'coinbase-pro (official, 0.9)': officialCoinbasePro,
    'coinbase-pro-node (9.1)': coinbaseProNode,
  })) {
    it(`${name} hears the market and its own order on the Exchange feed`, async () => {
      const client = await connect(sandbox);
      const heard = (type: string) => () => client.messages.find((message) => message['type'] === type);
      for (const type of ['snapshot', 'ticker', 'last_match', 'match', 'l2update'])
        await soon(sandbox, heard(type));
      const { id } = await place();
      const open = await soon(sandbox, () =>
        client.messages.find(({ type, order_id: order }) => type === 'open' && order === id),
      );
      assert.equal(open['remaining_size'], '0.01');
      assert.equal(heard('error')(), undefined);
      client.close();
    });
  }

  it('coinbase-api (1.2) hears the market on the Exchange feed', async () => {
    const client = await coinbaseApiExchange(sandbox);
    for (const type of ['snapshot', 'ticker', 'match', 'l2update'])
      await soon(sandbox, () => client.messages.find((message) => message['type'] === type));
    client.close();
  });

  it('coinbase-api (1.2) hears the market and its own order on Advanced Trade’s, at the same address', async () => {
    const client = await coinbaseApiAdvancedTrade(sandbox);
    const inChannel = (channel: string) => () =>
      client.messages.find((message) => message['channel'] === channel);
    for (const channel of ['ticker', 'l2_data', 'market_trades', 'user'])
      await soon(sandbox, inChannel(channel));
    const { id } = await place();
    await soon(sandbox, () =>
      client.messages.find(
        ({ channel, events }) => channel === 'user' && JSON.stringify(events).includes(id),
      ),
    );
    client.close();
  });

  async function watches(client: WatchingClient, own: Sandbox, rest: () => Promise<string>): Promise<void> {
    // Each call waits for the next news, so the market goes on while it does.
    const state: { isOver: boolean; heard?: readonly string[] } = { isOver: false };
    const moving = (async () => {
      while (!state.isOver) {
        own.moveMarket();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const ticker: Fields = await client.ticker();
    assert.equal(ticker['symbol'], 'BTC/USD');
    const last = Number(ticker['last']);
    assert.ok(last > 90_000 && last < 100_000, String(last));
    const { bid, ask } = await client.book();
    assert.ok(bid > 90_000 && bid < ask && ask < 100_000, `${bid} ${ask}`);
    const hearing = client.orders().then((ids) => (state.heard = ids));
    const placed: string[] = [];
    while (!state.heard) placed.push(await rest());
    const heard = await hearing;
    assert.ok(
      heard.every((id) => placed.includes(id)),
      'its own orders',
    );
    state.isOver = true;
    await moving;
    await client.close();
  }

  it('ccxt (4.5, coinbaseexchange) watches ticker, book and orders', async () => {
    await watches(await ccxtExchange(sandbox), sandbox, async () => (await place()).id);
  });

  it('ccxt (4.5, coinbase) watches them on Advanced Trade, over TLS', async () => {
    const files = makeCertificate();
    const secure = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false, tls: files });
    const ca = readFileSync(files.certFile, 'utf8');
    const trader = ccxtCoinbase({ rest: secure.rest, ca }, secure.cdp.ecdsa);
    await watches(await ccxtAdvancedTrade(secure, ca), secure, async () => {
      const limit = { base_size: '0.01', limit_price: '1000', post_only: true };
      const order_configuration = { limit_limit_gtc: limit };
      const wish = {
        client_order_id: randomUUID(),
        product_id: 'BTC-USD',
        side: 'BUY',
        order_configuration,
      } as const;
      return (await trader.place(wish)).success_response?.order_id ?? '';
    });
    await secure.close();
    files.remove();
  });
});
