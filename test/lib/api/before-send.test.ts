import assert from 'node:assert/strict';
import { createDeadline } from '../../../nodes/lib/api/deadline';
import { systemClock } from '../../../nodes/lib/rules/clock';
import { createLifetime } from '../../../nodes/lib/rules/lifetime';
import type { ServerResponse } from 'node:http';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { OrderIntent } from '../../../nodes/lib/rules/orders';
import { json, startLoopback, testCredential, type Answer, type Loopback } from './loopback';

const intent: OrderIntent = {
  client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  funds: '10',
};

const halted = (): never => {
  throw new CoinbaseError('TRADING_HALTED', 'the switch is at halted');
};

describe('the word of the caller before a request leaves', () => {
  let server: Loopback;
  let connection: Connection;
  const start = async (answer: Answer, limiter: 'exchange' | 'off' = 'off'): Promise<void> => {
    server = await startLoopback(answer);
    connection = openConnection({ origin: server.origin, credential: testCredential(), limiter });
  };
  const codeOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'sent',
      (error: CoinbaseError) => `${error.code}, sent: ${String(error.details.sent)}`,
    );
  afterEach(async () => {
    await connection.release();
    await server.close();
  });

  it('keeps an order here, with the proof that nothing left', async () => {
    await start((_seen, response) => json(response, 200, {}));
    const verdict = await connection.trading.place(intent, { beforeSend: halted });
    assert.equal(verdict.kind, 'not-sent');
    assert.equal(verdict.kind === 'not-sent' && verdict.error.code, 'TRADING_HALTED');
    const broken = await connection.trading.place(intent, {
      beforeSend: () => {
        throw new TypeError('a mistake of the caller');
      },
    });
    assert.equal(broken.kind, 'not-sent', 'whatever was thrown, nothing left');
    assert.equal(server.seen.length, 0);
  });

  it('is asked for every try of a read, and not for the question about the clock', async () => {
    let calls = 0;
    await start((seen, response) => {
      if (seen.target === '/time') return json(response, 200, { epoch: Date.now() / 1000 - 3600 });
      calls += 1;
      if (calls === 1) json(response, 401, { message: 'request timestamp expired' });
      else json(response, calls === 2 ? 503 : 200, {});
    });
    let asked = 0;
    await connection.request({ method: 'GET', path: '/accounts' }, { beforeSend: () => void (asked += 1) });
    assert.deepEqual([asked, calls], [3, 3]);
  });

  it('counts for what waits for the rate limit, which hears of its wait', async () => {
    await start((_seen, response) => json(response, 200, {}), 'exchange');
    let open = true;
    const heard: boolean[] = [];
    const beforeSend = (): void => void (open || halted());
    const all = Array.from({ length: 40 }, () =>
      codeOf(
        connection.request(
          { method: 'POST', path: '/orders', body: '{}' },
          { beforeSend, waiting: (waits) => void heard.push(waits) },
        ),
      ).then((code) => {
        // The first answer: the burst has left, and everything else waits.
        open = false;
        return code;
      }),
    );
    const codes = await Promise.all(all);
    const left = codes.filter((code) => code === 'sent').length;
    assert.ok(left >= 1 && left < 40, `${left} left before the halt`);
    assert.equal(server.seen.length, left, 'nothing of what was held arrived');
    assert.equal(codes.filter((code) => code === 'TRADING_HALTED, sent: false').length, 40 - left);
    assert.equal(heard.filter((waits) => waits).length, heard.length / 2, 'each wait has an end');
    assert.ok(heard.length >= 2 * (40 - 30));
  });

  it('counts for what waits for a free connection', async () => {
    const hanging: ServerResponse[] = [];
    let allConnected: () => void;
    const full = new Promise<void>((resolve) => (allConnected = resolve));
    await start((seen, response) => {
      if (seen.method === 'GET') return json(response, 200, {});
      if (hanging.push(response) === 64) allConnected();
    });
    await connection.request({ method: 'GET', path: '/accounts' });
    let open = true;
    const beforeSend = (): void => void (open || halted());
    const post = (): Promise<string> =>
      codeOf(connection.request({ method: 'POST', path: '/orders', body: '{}' }, { beforeSend }));
    const first = Array.from({ length: 64 }, post);
    await full;
    const late = Array.from({ length: 10 }, post);
    open = false;
    for (const response of hanging) json(response, 200, {});
    assert.deepEqual(new Set(await Promise.all(first)), new Set(['sent']));
    assert.deepEqual(new Set(await Promise.all(late)), new Set(['TRADING_HALTED, sent: false']));
    assert.equal(hanging.length, 64, 'not one of them was written onto a socket');
  });

  it('is forgotten when the call is over, and the message behind it', () => {
    let heard = 0;
    const hear = (): void => void (heard += 1);
    const options = { beforeSend: hear, waiting: hear };
    const deadline = createDeadline(options, createLifetime(), systemClock);
    deadline.beforeSend?.();
    deadline.waits(true);
    deadline.dispose();
    deadline.waits(false);
    assert.deepEqual([heard, deadline.beforeSend], [2, undefined]);
  });
});
