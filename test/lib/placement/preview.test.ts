import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { openDesk, type Desk, type DeskOptions } from '../../../nodes/lib/placement/desk';
import { memoryJournal } from '../../../nodes/lib/placement/journal';
import { decimal } from '../../../nodes/lib/rules/decimal';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { parseLimits } from '../../../nodes/lib/rules/limits';
import { parseOrder, type OrderFields } from '../../../nodes/lib/rules/order-fields';
import { outcomeOf } from '../../../nodes/lib/rules/outcomes';
import { startSandbox, type Sandbox } from '../../../nodes/lib/sandbox';
import { createRandom } from '../../../nodes/lib/sandbox/random';
import { createCredential, type Credential } from '../../../nodes/lib/signer';

const FACES = ['local-sandbox', 'local-sandbox-advanced-trade'] as const;

function credentialOf({ key, secret, passphrase, cdp }: Sandbox, face: (typeof FACES)[number]): Credential {
  const made =
    face === 'local-sandbox'
      ? createCredential({ scheme: 'exchange', key, secret, passphrase })
      : createCredential({ scheme: 'cdp', key: cdp.ed25519.name, secret: cdp.ed25519.privateKey });
  if (!made.ok) throw new Error("the sandbox's own key is not usable");
  return made.credential;
}

for (const face of FACES)
  describe(`the preview of an order on the ${face}`, () => {
    let sandbox: Sandbox;
    let connection: Connection;
    let desks: Desk[];
    beforeEach(async () => {
      sandbox = await startSandbox({ seed: 11, marketEveryMs: 0, rateLimits: false });
      const credential = credentialOf(sandbox, face);
      connection = openConnection({ origin: sandbox.rest, credential, limiter: 'off', environment: face });
      desks = [];
    });
    afterEach(async () => {
      await Promise.all(desks.map((desk) => desk.close()));
      await connection.release();
      await sandbox.close();
    });

    function open(over: Partial<DeskOptions> = {}): Desk {
      const desk = openDesk({
        identity: `preview-${randomUUID()}`,
        openJournal: () => Promise.resolve(memoryJournal([])),
        connect: () => Promise.resolve(connection),
        newId: randomUUID,
        graceMs: 0,
        ...over,
      });
      desks.push(desk);
      return desk;
    }
    const asked = (fields: OrderFields) => ({
      asked: parseOrder({ product_id: 'BTC-USD', ...fields }),
      environment: face,
    });
    const buy: OrderFields = { side: 'buy', type: 'market', amount: '25', amountUnit: 'quote' };

    const seed = Date.now() % 1_000_000;
    it(`is what then comes, to the last digit (40 orders, seed ${seed})`, async () => {
      const random = createRandom(seed, 'previews');
      const desk = open();
      const { ask } = await connection.trading.market('BTC-USD');
      for (let number = 0; number < 40; number += 1) {
        const side = random.below(2) === 0 ? 'buy' : 'sell';
        const kind = random.below(3);
        const factor = (9990 + random.below(21)) / 10_000;
        const fields: OrderFields =
          kind === 0
            ? { side, type: 'market', amount: `0.000${random.below(9) + 1}${random.below(10)}` }
            : kind === 1
              ? {
                  side: 'buy',
                  type: 'market',
                  amount: `${5 + random.below(60)}.${10 + random.below(90)}`,
                  amountUnit: 'quote',
                }
              : {
                  side,
                  type: 'limit',
                  amount: '0.0003',
                  price: (Number(ask) * factor).toFixed(2),
                  time_in_force: 'IOC',
                };
        const seen = await desk.preview(asked(fields));
        assert.equal(
          sandbox.requests()[face === 'local-sandbox' ? 'POST /orders' : 'POST /api/v3/brokerage/orders'] ??
            0,
          number,
        );
        const { order: sent } = await desk.place({ ...asked(fields), node: 'n', message: String(number) });
        // One that ended without a fill is forgotten on one of the faces.
        const order = (await connection.trading.find({ id: sent.id })) ?? {
          ...sent,
          status: 'done' as const,
          done_reason: 'canceled' as const,
        };
        const outcome = outcomeOf(order);
        const what = JSON.stringify([fields, seen]);
        assert.equal(outcome, seen.would_be, what);
        assert.equal(order.filled_size, seen.filled_size, what);
        assert.equal(order.executed_value, seen.value, what);
        assert.ok(
          decimal(order.fill_fees).minus(seen.fee).abs().lte('0.00000001'),
          `${order.fill_fees}: ${what}`,
        );
      }
    });

    it('says of each figure whether Coinbase or the book told it', async () => {
      const { source, base_size, filled_size, rounding } = await open().preview(
        asked({ ...buy, amount: '25.001' }),
      );
      const own = face === 'local-sandbox-advanced-trade';
      const told = own ? 'exchange' : 'book';
      assert.deepEqual(source, {
        base_size: told,
        filled_size: told,
        average_price: told,
        worst_price: 'book',
        rests: 'book',
        value: told,
        fee: told,
        total: told,
        best_bid: told,
        best_ask: told,
        slippage_percent: told,
        ...(own && { slippage: told }),
      });
      assert.equal(base_size, filled_size);
      assert.deepEqual(
        rounding.map(({ field, sent }) => [field, sent]),
        [['funds', '25']],
      );
    });

    it('tells what rests, and what a limit, the switch and the balance would refuse', async () => {
      const desk = open({ limits: parseLimits({ maxOrderValue: '20' }, 'paper') });
      const limited = await desk.preview(asked(buy));
      assert.equal(limited.would_be, 'refused');
      assert.match(limited.warnings.join(' '), /maxOrderValue/);
      assert.equal(limited.limits.find(({ rule }) => rule === 'maxOrderValue')?.ok, false);
      const rests = await desk.preview(asked({ side: 'buy', type: 'limit', amount: '0.01', price: '1000' }));
      assert.deepEqual([rests.would_be, rests.rests, rests.value], ['open', '0.01', '10']);
      await desk.move('halted', 'message');
      const halted = await desk.preview(asked({ side: 'buy', type: 'limit', amount: '0.01', price: '1000' }));
      assert.equal(halted.would_be, 'refused');
      assert.match(halted.warnings.join(' '), /halted/i);
      const poor = await open().preview(asked({ ...buy, amount: '99999' }));
      assert.equal(poor.would_be, 'refused');
      assert.equal(sandbox.ledger().orders.length, 0, 'nothing was placed');
    });

    it('works without a journal, and says that the limits are not known then', async () => {
      const desk = open({
        openJournal: () => Promise.reject(new CoinbaseError('JOURNAL_UNAVAILABLE', 'the disk is full', {})),
      });
      const seen = await desk.preview(asked(buy));
      assert.equal(seen.filled_size !== '0', true);
      assert.match(seen.warnings.join(' '), /disk is full/);
    });

    it('is refused where the order cannot be', async () => {
      await assert.rejects(
        open().preview({ ...asked(buy), asked: parseOrder({ product_id: 'NO-USD', ...buy }) }),
        {
          code: 'PRODUCT_UNKNOWN',
        },
      );
    });
  });
