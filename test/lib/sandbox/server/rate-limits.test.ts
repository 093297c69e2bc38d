import assert from 'node:assert/strict';
import { createBucket } from '../../../../nodes/lib/sandbox/server/rate-limits';
import { type Customer, openCustomer } from './customer';

describe('sandbox token bucket', () => {
  it('starts full, refuses beyond the burst, and fills at its rate', () => {
    const bucket = createBucket(10, 15);
    for (let taken = 0; taken < 15; taken += 1) assert.ok(bucket.take(0), `token ${taken + 1}`);
    assert.equal(bucket.take(0), false);
    assert.equal(bucket.take(99), false, 'a tenth of a second makes one token, less does not');
    assert.equal(bucket.take(100), true);
    assert.equal(bucket.take(100), false);
  });

  it('takes nothing with a refusal', () => {
    const bucket = createBucket(1, 1);
    assert.ok(bucket.take(0));
    for (let ms = 100; ms < 1000; ms += 100) assert.equal(bucket.take(ms), false);
    assert.ok(bucket.take(1000), 'refused calls must not put the next token off');
  });

  it('never holds more than its burst, and survives a clock that goes back', () => {
    const bucket = createBucket(10, 3);
    assert.ok(bucket.take(1_000_000));
    assert.ok(bucket.take(0));
    const answers = Array.from({ length: 5 }, () => bucket.take(5_000_000));
    assert.deepEqual(answers, [true, true, true, false, false]);
  });
});

describe('sandbox rate limits', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer({ rateLimits: true });
  });
  beforeEach(() => customer.sandbox.reset());
  after(() => customer.sandbox.close());

  /** Sends one after the other; how many pass before the first 429, and its text. */
  async function burst(path: string, unsigned = false): Promise<[number, unknown]> {
    for (let passed = 0; passed < 100; passed += 1) {
      const answer = await customer.send('GET', path, { unsigned });
      if (answer.status === 429) return [passed, answer.json()['message']];
    }
    return [100, undefined];
  }

  it('keeps a bucket each for public, private and fills, with the exchange’s figures and words', async () => {
    assert.deepEqual(await burst('/time', true), [15, 'Public rate limit exceeded']);
    assert.deepEqual(await burst('/accounts'), [30, 'Private rate limit exceeded']);
    assert.deepEqual(await burst('/fills?product_id=BTC-USD'), [20, 'Private rate limit exceeded']);
    customer.clock.advance(1000);
    assert.equal((await burst('/time', true))[0], 10);
    assert.equal((await burst('/accounts'))[0], 15);
    assert.equal((await burst('/fills?product_id=BTC-USD'))[0], 10);
  });

  it('checks the signature first: a wrong one is 401 even when no token is left', async () => {
    await burst('/accounts');
    const answer = await customer.send('GET', '/accounts', { headers: { 'CB-ACCESS-PASSPHRASE': 'wrong' } });
    assert.equal(answer.status, 401);
  });

  it('does not limit when it is told not to', async () => {
    const free = await openCustomer({ rateLimits: false });
    try {
      for (let count = 0; count < 60; count += 1)
        assert.equal((await free.send('GET', '/accounts')).status, 200);
    } finally {
      await free.sandbox.close();
    }
  });
});
