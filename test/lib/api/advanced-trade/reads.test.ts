import assert from 'node:assert/strict';
import {
  bestPrices,
  candles,
  marketTrades,
  portfolioBreakdown,
  portfolios,
} from '../../../../nodes/lib/api/advanced-trade';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { createCredential } from '../../../../nodes/lib/signer';
import { json } from '../loopback';
import { closeDesks, id, oid, openDesk, type Desk } from './desk';

describe('further reads of Advanced Trade', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);

  it('candles of a long time, 300 a call, each once', async () => {
    const minutes = 750;
    const endMs = Date.parse('2026-01-02T00:00:00Z');
    desk.on('GET /market/products/BTC-USD/candles', ({ target }, response) => {
      const query = new URLSearchParams(target.split('?')[1]);
      const [start, end] = [Number(query.get('start')), Number(query.get('end'))];
      assert.equal(query.get('granularity'), 'ONE_MINUTE');
      assert.ok((end - start) / 60 < 300, 'the API takes no more');
      const list = [];
      for (let at = start; at <= end; at += 60)
        list.push({ start: String(at), open: '1.0', high: '2', low: '0.5', close: '1.5', volume: '10.00' });
      json(response, 200, { candles: list });
    });
    const range = {
      productId: 'BTC-USD',
      granularity: 'ONE_MINUTE',
      startMs: endMs - minutes * 60_000,
      endMs,
    } as const;
    const all = [];
    for await (const page of candles(desk.connection, range)) all.push(...page);
    assert.equal(all.length, minutes + 1);
    assert.deepEqual(all[0], {
      startMs: endMs,
      open: '1',
      high: '2',
      low: '0.5',
      close: '1.5',
      volume: '10',
    });
    assert.ok(all.every(({ startMs }, index) => startMs === endMs - index * 60_000));
    assert.equal(desk.server.seen.length, 3);
  });

  it('trades of the market', async () => {
    const trade = {
      trade_id: '7',
      product_id: 'BTC-USD',
      price: '10.50',
      size: '1.0',
      time: 'then',
      side: 'SELL',
    };
    desk.tell('GET /market/products/BTC-USD/ticker', { trades: [trade, { trade_id: 'broken' }] });
    assert.deepEqual(await marketTrades(desk.connection, 'BTC-USD', 5), [
      { trade_id: '7', product_id: 'BTC-USD', price: '10.5', size: '1', time: 'then', side: 'sell' },
    ]);
    assert.match(desk.server.seen[0]?.target ?? '', /limit=5$/);
  });

  it('the best prices of many products', async () => {
    desk.tell('GET /best_bid_ask', {
      pricebooks: [
        {
          product_id: 'BTC-USD',
          bids: [{ price: '9.0', size: '1' }],
          asks: [{ price: '10', size: '2' }],
          time: 't',
        },
      ],
    });
    const best = await bestPrices(desk.connection, ['BTC-USD', 'ETH-USD']);
    assert.deepEqual(best.get('BTC-USD')?.bids, [{ price: '9', size: '1' }]);
    assert.match(desk.server.seen[0]?.target ?? '', /product_ids=BTC-USD&product_ids=ETH-USD$/);
  });

  it('portfolios, and what they hold without a JSON number in it', async () => {
    desk.tell('GET /portfolios', {
      portfolios: [
        { uuid: id, name: 'Mine', type: 'DEFAULT', deleted: false },
        { uuid: oid, name: 'Old', type: 'CONSUMER', deleted: true },
      ],
    });
    assert.deepEqual(await portfolios(desk.connection), [{ uuid: id, name: 'Mine', type: 'DEFAULT' }]);
    desk.on(`GET /portfolios/${id}`, (_seen, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(
          '{"breakdown":{"spot_positions":[{"asset":"BTC","total_balance_crypto":0.00000012,"allocation":1e21}]}}',
        ),
    );
    assert.deepEqual(await portfolioBreakdown(desk.connection, id), {
      spot_positions: [
        { asset: 'BTC', total_balance_crypto: '0.00000012', allocation: '1000000000000000000000' },
      ],
    });
    desk.tell(`GET /portfolios/${oid}`, { error: 'PERMISSION_DENIED', error_details: 'no access' }, 403);
    await assert.rejects(portfolioBreakdown(desk.connection, oid), { code: 'PERMISSION_DENIED' });
    await assert.rejects(portfolioBreakdown(desk.connection, '../accounts'), { code: 'REQUEST_REFUSED' });
  });

  describe('on the sandbox', () => {
    let sandbox: Sandbox;
    let connection: Connection;
    before(async () => {
      sandbox = await startSandbox({ seed: 3, marketEveryMs: 0 });
      const { name, privateKey } = sandbox.cdp.ed25519;
      const made = createCredential({ scheme: 'cdp', key: name, secret: privateKey });
      assert.ok(made.ok);
      connection = openConnection({
        origin: sandbox.rest,
        credential: made.credential,
        limiter: 'off',
        environment: 'local-sandbox-advanced-trade',
      });
    });
    after(async () => {
      await connection.release();
      await sandbox.close();
    });

    it('each of them is read', async () => {
      const endMs = Date.now();
      const range = {
        productId: 'BTC-USD',
        granularity: 'ONE_HOUR',
        startMs: endMs - 86_400_000,
        endMs,
      } as const;
      let count = 0;
      for await (const page of candles(connection, range)) count += page.length;
      assert.ok(count > 0 && count <= 25, String(count));
      assert.ok((await marketTrades(connection, 'BTC-USD', 3)).length > 0);
      const best = await bestPrices(connection, ['BTC-USD']);
      assert.ok(Number(best.get('BTC-USD')?.bids[0]?.price) > 0);
      const [portfolio] = await portfolios(connection);
      const breakdown = await portfolioBreakdown(connection, portfolio?.uuid ?? '');
      assert.doesNotMatch(JSON.stringify(breakdown), /":-?\d/, 'a number is left');
    });
  });
});
