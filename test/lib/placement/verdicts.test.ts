import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { openConnection } from '../../../nodes/lib/api';
import { placeOrder } from '../../../nodes/lib/placement';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { closedPort, json, testCredential } from '../api/loopback';
import { intent, order, rows } from './fault-rows';
import { jumpingClock } from './jumping-clock';
import { failure, meet, meetFault, sends, type Meeting } from './meeting';

describe('the verdict on an order, over a real socket', () => {
  let meeting: Meeting;
  afterEach(() => meeting.end());

  for (const row of rows) {
    it(`${row.name}: ${row.verdict}, sent ${row.sends === 1 ? 'once' : `${row.sends} times`}`, async () => {
      meeting = await meetFault(row.fault);
      const timeoutMs = row.code === 'TIMEOUT' ? 400 : 30_000;
      const verdict = await meeting.connection.trading.place(intent, { timeoutMs });
      assert.equal(verdict.kind, row.verdict);
      if (verdict.kind !== 'accepted') {
        assert.equal(verdict.error.code, row.code);
        assert.equal(verdict.error.details['client_oid'], intent.client_oid);
        assert.equal('cause' in verdict.error, false, 'a cause can hold the signed request');
      }
      meeting.server.seen.length = 0;
      const clock = jumpingClock();
      const placing = placeOrder(
        intent,
        { trading: meeting.connection.trading, clock },
        { timeoutMs: row.timeoutMs ?? 30_000 },
      );
      const end = await placing.then(
        (placement) => placement.order.id,
        (thrown: CoinbaseError) => thrown.code,
      );
      assert.equal(end, row.final);
      assert.equal(sends(meeting), row.sends, 'the number of times the order was sent');
    });
  }

  it('an answer about another order is unknown, and the reason tells the difference', async () => {
    meeting = await meetFault((response) => json(response, 200, { ...order, product_id: 'ETH-USD' }));
    const verdict = await meeting.connection.trading.place(intent);
    assert.ok(verdict.kind === 'unknown');
    assert.match(verdict.error.message, /its product_id is "ETH-USD", not "BTC-USD"/);
  });

  it('an unknown tells the time stamp that left', async () => {
    meeting = await meetFault((_response, socket) => socket.destroy());
    const verdict = await meeting.connection.trading.place(intent);
    assert.ok(verdict.kind === 'unknown' && verdict.stampMs !== undefined);
    const stamp = Number(meeting.server.seen[0]?.headers['cb-access-timestamp']) * 1000;
    assert.ok(Math.abs(verdict.stampMs - stamp) <= 1000);
  });

  it('a port on which nothing listens: not sent, then ORDER_NOT_PLACED after several tries', async () => {
    meeting = await meet(() => undefined);
    const origin = `http://127.0.0.1:${await closedPort()}`;
    const nobody = openConnection({ origin, credential: testCredential(), limiter: 'off' });
    const verdict = await nobody.trading.place(intent);
    assert.equal(verdict.kind, 'not-sent');
    const error = await failure(placeOrder(intent, { trading: nobody.trading, clock: jumpingClock() }));
    assert.equal(error.code, 'ORDER_NOT_PLACED');
    assert.match(error.message, /nothing listens there.*safe to send the message again/s);
    assert.deepEqual(
      [error.details['attempts'], error.details['sent'], error.details['reason']],
      [6, false, 'NETWORK'],
    );
    await nobody.release();
  });

  it('a server that speaks no TLS on an https port: not sent', async () => {
    meeting = await meet((_seen, response) => json(response, 200, order));
    const secure = openConnection({
      origin: meeting.server.origin.replace('http:', 'https:'),
      credential: testCredential(),
      limiter: 'off',
    });
    const verdict = await secure.trading.place(intent);
    assert.equal(verdict.kind, 'not-sent');
    assert.equal(meeting.server.seen.length, 0);
    await secure.release();
  });

  it('a reset before the body was read: unknown, sent once', async () => {
    meeting = await meet(() => undefined);
    let opened = 0;
    const rude = createServer((socket) => {
      opened += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    const cut = openConnection({ origin, credential: testCredential(), limiter: 'off' });
    const verdict = await cut.trading.place(intent);
    assert.equal(verdict.kind, 'unknown');
    assert.equal(opened, 1, 'nothing came after the reset');
    await cut.release();
    await new Promise((resolve) => rude.close(resolve));
  });

  it('a clock that is off is corrected and the order sent once more, with the same client order id', async () => {
    const ahead = 100_000;
    meeting = await meet((seen, response) => {
      if (seen.target === '/time') return json(response, 200, { epoch: (Date.now() + ahead) / 1000 });
      const stamp = Number(seen.headers['cb-access-timestamp']) * 1000;
      if (Math.abs(stamp - Date.now() - ahead) > 30_000)
        return json(response, 401, { message: 'request timestamp expired' });
      json(response, 200, order);
    });
    const placement = await placeOrder(intent, {
      trading: meeting.connection.trading,
      clock: jumpingClock(),
    });
    assert.equal(placement.attempts, 2);
    assert.ok(
      Math.abs(meeting.connection.clockOffsetMs - ahead) < 5000,
      'the offset is kept for what follows',
    );
    const bodies = meeting.server.seen.filter(({ method }) => method === 'POST').map(({ body }) => body);
    assert.equal(bodies.length, 2);
    assert.equal(bodies[0], bodies[1]);
  });

  it('giving up after the order left: ORDER_UNRESOLVED at once, nothing sent again', async () => {
    const gaveUp = new AbortController();
    meeting = await meet(() => gaveUp.abort());
    const error = await failure(
      placeOrder(
        intent,
        { trading: meeting.connection.trading, clock: jumpingClock() },
        { signal: gaveUp.signal },
      ),
    );
    assert.deepEqual(
      [error.code, error.details['reason'], error.details['lookups']],
      ['ORDER_UNRESOLVED', 'ABORTED', 0],
    );
    assert.equal(sends(meeting), 1);
  });

  it('giving up before the order left: ABORTED, nothing sent', async () => {
    meeting = await meet((_seen, response) => json(response, 200, order));
    const error = await failure(
      placeOrder(
        intent,
        { trading: meeting.connection.trading, clock: jumpingClock() },
        { signal: AbortSignal.abort() },
      ),
    );
    assert.deepEqual([error.code, error.details['sent']], ['ABORTED', false]);
    assert.equal(meeting.server.seen.length, 0);
  });

  it('closing the account while the order is under way: ORDER_UNRESOLVED', async () => {
    meeting = await meet(() => void meeting.connection.release());
    const error = await failure(
      placeOrder(intent, { trading: meeting.connection.trading, clock: jumpingClock() }),
    );
    assert.deepEqual([error.code, error.details['reason']], ['ORDER_UNRESOLVED', 'ABORTED']);
  });
});
