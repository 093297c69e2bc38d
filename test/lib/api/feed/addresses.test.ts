import assert from 'node:assert/strict';
import { openConnection } from '../../../../nodes/lib/api';
import { feedAddresses } from '../../../../nodes/lib/api/feed';
import type { CoinbaseError } from '../../../../nodes/lib/rules/errors';

const both = (url: string): object => ({ market: url, user: url });

describe('the address of a feed', () => {
  it('belongs to the address of its REST API', () => {
    const table = [
      ['https://api.exchange.coinbase.com', both('wss://ws-feed.exchange.coinbase.com')],
      [
        'https://api-public.sandbox.exchange.coinbase.com',
        both('wss://ws-feed-public.sandbox.exchange.coinbase.com'),
      ],
      ['https://api-us.dma.prime.coinbase.com', both('wss://ws-us.dma.prime.coinbase.com')],
      ['https://api-us.dma.sandbox.prime.coinbase.com', both('wss://ws-us.dma.sandbox.prime.coinbase.com')],
    ] as const;
    for (const [origin, addresses] of table) assert.deepEqual(feedAddresses('exchange', origin), addresses);
    assert.deepEqual(feedAddresses('advanced-trade', 'https://api.coinbase.com'), {
      market: 'wss://advanced-trade-ws.coinbase.com',
      user: 'wss://advanced-trade-ws-user.coinbase.com',
    });
  });

  it('is beside the REST API on this machine', () => {
    assert.deepEqual(feedAddresses('exchange', 'http://127.0.0.1:3000'), both('ws://127.0.0.1:3000/'));
    assert.deepEqual(feedAddresses('exchange', 'https://localhost:3000'), both('wss://localhost:3000/'));
    assert.deepEqual(feedAddresses('advanced-trade', 'http://[::1]:3000'), {
      market: 'ws://[::1]:3000/advanced-trade',
      user: 'ws://[::1]:3000/advanced-trade-user',
    });
  });

  it('is not guessed', () => {
    const guesses = [
      ['exchange', 'https://proxy.example.com'],
      ['exchange', 'https://api.coinbase.com'],
      ['advanced-trade', 'https://api.exchange.coinbase.com'],
      ['advanced-trade', 'https://api-sandbox.coinbase.com'],
      ['exchange', 'https://api.exchange.coinbase.com:444'],
      ['prime', 'http://127.0.0.1:3000'],
    ] as const;
    for (const [api, origin] of guesses)
      assert.throws(
        () => feedAddresses(api, origin),
        (error: CoinbaseError) => error.code === 'ACCOUNT_MISSING' && error.message.includes(origin),
      );
  });

  it('is missing where only signed requests work', async () => {
    const connection = openConnection({
      origin: 'https://api.prime.coinbase.com',
      credential: undefined,
      limiter: 'off',
      environment: 'prime',
    });
    assert.throws(
      () => connection.feed,
      (error: CoinbaseError) => error.code === 'ACCOUNT_MISSING' && /live data/.test(error.message),
    );
    await connection.release();
  });
});
