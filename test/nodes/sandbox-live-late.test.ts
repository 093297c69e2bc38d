import assert from 'node:assert/strict';
import { livePrices } from '../../nodes/coinbase-sandbox/live-prices';
import { exchangeServer, match } from '../lib/api/feed/exchange-server';
import { startFeedServer, until, type Sent } from '../lib/api/feed/feed-server';

const snapshot: Sent = {
  type: 'snapshot',
  product_id: 'BTC-USD',
  asks: [['101', '1']],
  bids: [['100', '1']],
  time: '2026-03-01T10:00:00Z',
};

describe('live prices after a gap of trades', () => {
  it('are told no trade that had to wait until it was filled', async () => {
    let ends = (): void => undefined;
    const server = await startFeedServer({
      ...exchangeServer({
        after: (name) => {
          if (name === 'level2_batch') return [snapshot];
          return name === 'matches' ? [match(5, { type: 'last_match' })] : [];
        },
      }),
      rest: () => {
        const [client] = server.clients;
        client?.send(match(10, { price: '90.00' }));
        // Of the trades from here on the first ones still wait; those after the gap are the present.
        let id = 10;
        const timer = setInterval(() => client?.send(match((id += 1), { price: '95.00' })), 10);
        ends = () => clearInterval(timer);
        return [8, 7, 6, 5].map((trade_id) => match(trade_id));
      },
    });
    const told: number[] = [];
    for await (const news of livePrices({ origin: server.origin, productIds: ['BTC-USD'] })) {
      // 6 to 8 are missing before it.
      if (news.kind === 'live') server.clients[0]?.send(match(9, { price: '90.00' }));
      if (news.kind === 'trade') told.push(Number(news.price));
      if (told.includes(95)) break;
    }
    ends();
    assert.ok(server.asked.some((target) => target.includes('/trades')));
    assert.deepEqual(told, [95]);
    await until(() => server.clients.every(({ open }) => !open));
    await server.close();
  });
});
