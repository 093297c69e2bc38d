import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { ConnectionOptions, FeedListener, OwnMessage } from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { createCredential, type CdpCredential } from '../../../../nodes/lib/signer';
import { testCredential } from '../loopback';
import { advancedTradeServer, beat, tell } from './advanced-trade-server';
import { channelsOf, exchangeServer, heartbeat, ticker } from './exchange-server';
import { until, type Client, type FeedServerParts, type Sent } from './feed-server';
import { hear } from './hear';
import { openLosingBench, type LosingBench } from './losing-bench';

interface Face {
  readonly options: Partial<ConnectionOptions>;
  /** @param refuses heartbeats. */
  readonly server: (refuses: boolean) => FeedServerParts;
  readonly beat: (client: Client, nowMs: number) => void;
  /** Anything else than a heartbeat. */
  readonly other: (client: Client) => void;
}

const PRODUCT = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.1',
  quote_increment: '0.1',
  status: 'online',
};

const faces: Readonly<Record<string, Face>> = {
  Exchange: {
    options: { credential: testCredential() },
    server: (refuses) => ({
      ...exchangeServer({
        refuses: (sent: Sent) =>
          refuses && channelsOf(sent).some(({ name }) => name === 'heartbeat')
            ? { type: 'error', message: 'Failed to subscribe', reason: 'heartbeat is not a valid channel' }
            : undefined,
        after: (name) => (name === 'ticker' ? [ticker(1)] : []),
      }),
      rest: () => [PRODUCT],
    }),
    beat: (client, nowMs) => client.send(heartbeat('BTC-USD', 0, new Date(nowMs))),
    other: (client) => client.send(ticker(1)),
  },
  'Advanced Trade': {
    options: { environment: 'local-sandbox-advanced-trade', credential: credentialOf() },
    server: (refuses) => ({
      ...advancedTradeServer({
        refuses: ({ channel }) =>
          refuses && channel === 'heartbeats' ? { type: 'error', message: 'no heartbeats' } : undefined,
        after: (channel) =>
          channel === 'ticker'
            ? [['ticker', { type: 'snapshot', tickers: [{ product_id: 'BTC-USD', price: '100' }] }]]
            : [],
      }),
      rest: () => ({ products: [] }),
    }),
    beat: (client) => beat(client),
    other: (client) => tell(client, 'status', { type: 'update', products: [] }),
  },
};

function credentialOf(): CdpCredential {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  const secret = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]).toString('base64');
  const made = createCredential({ scheme: 'cdp', key: '66666666-7777-8888-9999-000000000000', secret });
  assert.ok(made.ok);
  return made.credential;
}

type Listen = (bench: LosingBench, listener: FeedListener<Ticker | OwnMessage>) => void;

const heardOf: Readonly<Record<string, Listen>> = {
  'a ticker': ({ connection }, listener) => void connection.feed.ticker('BTC-USD', listener),
  'own orders': ({ connection }, listener) => void connection.feed.own(listener),
};

for (const [name, face] of Object.entries(faces))
  for (const [what, listen] of Object.entries(heardOf))
    describe(`a socket of ${name} with ${what} that only answers pings`, () => {
      let bench: LosingBench;
      const heard = (): ReturnType<typeof hear<Ticker | OwnMessage>> => one;
      let one = hear<Ticker | OwnMessage>();
      afterEach(() => bench.close());

      const start = async (refuses = false): Promise<void> => {
        one = hear();
        bench = await openLosingBench(face.server(refuses), face.options);
        listen(bench, one);
        await until(() => one.kinds.at(-1) === 'live');
      };
      const beats = (): void => face.beat(bench.last(), bench.clock.now());

      it('is noticed within 6 s of its last heartbeat, and is replaced', async () => {
        await start();
        await bench.pass(20, beats);
        assert.deepEqual(heard().kinds, ['connecting', 'live'], 'heartbeats keep it');
        await bench.pass(5);
        assert.equal(heard().kinds.at(2), 'stale silent');
        await bench.pass(1);
        await until(() => heard().kinds.at(-1) === 'live');
        assert.equal(bench.server.clients.length, 2);
      });

      it('is noticed when not one heartbeat came, though they were granted', async () => {
        await start();
        await bench.pass(6);
        assert.equal(heard().kinds.at(2), 'stale silent');
      });

      it('is noticed when heartbeats end, though other messages still come', async () => {
        await start();
        await bench.pass(3, beats);
        await bench.pass(8, () => face.other(bench.last()));
        assert.deepEqual(heard().kinds, ['connecting', 'live']);
        await bench.pass(2, () => face.other(bench.last()));
        assert.equal(heard().kinds.at(2), 'stale silent');
        await bench.pass(1);
        await until(() => heard().kinds.at(-1) === 'live');
      });

      it('is replaced ever more seldom where heartbeats never come, and never trusted for good', async () => {
        const silences = (): number => heard().kinds.filter((kind) => kind === 'stale silent').length;
        await start();
        await bench.pass(120);
        const sockets = bench.server.clients.length;
        assert.ok(sockets > 6 && sockets < 12, `${sockets} sockets in two minutes`);
        const before = silences();
        await bench.pass(160);
        assert.ok(silences() >= before + 2, 'at least every 72 s');
        assert.ok(bench.server.clients.length <= sockets + 4, `${bench.server.clients.length} sockets`);

        await until(() => heard().kinds.at(-1) === 'live');
        await bench.pass(2, beats);
        const noticed = silences();
        await bench.pass(6);
        assert.equal(silences(), noticed + 1, 'watched as before once one came');
      });

      it('is kept where heartbeats are refused', async () => {
        await start(true);
        await bench.pass(30);
        assert.deepEqual(heard().kinds, ['connecting', 'live']);
        assert.equal(bench.server.clients.length, 1);
      });

      it('is none while a large message is on its way, which is waited for, but not for ever', async () => {
        const behind: number[] = [];
        const part = (): void => {
          bench.last().sendPart('x'.repeat(5000));
          behind.push(bench.clock.now());
        };
        await start();
        await bench.pass(2, beats);
        bench.last().sendPart('{"type":"padding","padding":"');
        await bench.pass(20, part);
        bench.last().sendPart('"}', true);
        for (const atMs of behind) face.beat(bench.last(), atMs);
        await bench.pass(3, beats);
        assert.deepEqual(heard().kinds, ['connecting', 'live']);
        assert.equal(bench.server.clients.length, 1);
        bench.last().sendPart('"');
        await bench.pass(32, () => bench.last().open && part());
        assert.equal(heard().kinds.at(2), 'stale silent');
      });

      it('is not taken for silent while this process was busy', async () => {
        await start();
        await bench.pass(2, beats);
        for (let round = 0; round < 4; round += 1)
          await bench.pass(1, () => {
            bench.stall(5000);
            beats();
          });
        await bench.pass(3, beats);
        assert.ok(!heard().kinds.includes('stale silent'), heard().kinds.join());
        assert.equal(bench.server.clients.length, 1);
      });
    });
