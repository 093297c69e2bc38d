import assert from 'node:assert/strict';
import { sign } from '../../../../nodes/lib/signer';
import { type Customer, openCustomer, RESTING, type Sending } from './customer';

interface Refusal {
  readonly message: string;
  readonly diagnosis?: readonly { readonly code: string }[];
}

describe('sandbox authentication', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  after(() => customer.sandbox.close());

  async function refusal(sending: Sending, path = '/accounts'): Promise<[number, string, string[]]> {
    const answer = await customer.send('GET', path, sending);
    const { message, diagnosis = [] } = answer.value() as Refusal;
    return [answer.status, message, diagnosis.map(({ code }) => code)];
  }

  it('lets a correct request through', async () => {
    assert.equal((await customer.send('GET', '/accounts')).status, 200);
    assert.equal((await customer.send('GET', '/orders?status=open&status=done&limit=2')).status, 200);
    assert.equal((await customer.send('POST', '/orders', { body: RESTING })).status, 200);
  });

  it('asks for the key header before anything else', async () => {
    const [status, message, codes] = await refusal({ unsigned: true });
    assert.deepEqual([status, message], [401, 'CB-ACCESS-KEY header is required']);
    assert.ok(codes.includes('NOT_SIGNED'), codes.join());
  });

  it('refuses a missing or unreadable timestamp in the exchange’s words', async () => {
    const expected = [401, 'invalid timestamp'];
    assert.deepEqual((await refusal({ without: ['CB-ACCESS-TIMESTAMP'] })).slice(0, 2), expected);
    for (const stamp of ['soon', '2026-01-02T03:04:05Z', '0x5f', '1e9', '1 2']) {
      const answer = await refusal({ headers: { 'CB-ACCESS-TIMESTAMP': stamp } });
      assert.deepEqual(answer.slice(0, 2), expected, stamp);
    }
  });

  it('takes a timestamp 30 seconds away and refuses one further off, on both sides', async () => {
    const now = customer.clock.now();
    for (const side of [-1, 1]) {
      assert.equal((await customer.send('GET', '/accounts', { signedAt: now + side * 30_000 })).status, 200);
      const stamp = String((now + side * 30_001) / 1000);
      const [status, message, codes] = await refusal({ headers: { 'CB-ACCESS-TIMESTAMP': stamp } });
      assert.deepEqual([status, message], [401, 'request timestamp expired'], stamp);
      assert.ok(codes.includes('CLOCK_OFF'), codes.join());
    }
  });

  it('says expired to milliseconds and to NaN', async () => {
    for (const stamp of [String(customer.clock.now()), 'NaN']) {
      const [status, message] = await refusal({ headers: { 'CB-ACCESS-TIMESTAMP': stamp } });
      assert.deepEqual([status, message], [401, 'request timestamp expired'], stamp);
    }
  });

  const wrong: readonly [what: string, sending: Sending, message: string][] = [
    ['an unknown key', { headers: { 'CB-ACCESS-KEY': 'f'.repeat(32) } }, 'Invalid API Key'],
    ['no signature', { without: ['CB-ACCESS-SIGN'] }, 'CB-ACCESS-SIGN header is required'],
    ['a wrong signature', { headers: { 'CB-ACCESS-SIGN': 'A'.repeat(43) + '=' } }, 'invalid signature'],
    ['no passphrase', { without: ['CB-ACCESS-PASSPHRASE'] }, 'CB-ACCESS-PASSPHRASE header is required'],
    ['a wrong passphrase', { headers: { 'CB-ACCESS-PASSPHRASE': 'wrong' } }, 'Invalid Passphrase'],
  ];
  for (const [what, sending, message] of wrong) {
    it(`answers ${what} with “${message}” and a diagnosis`, async () => {
      const [status, text, codes] = await refusal(sending);
      assert.deepEqual([status, text], [401, message]);
      assert.ok(codes.length > 0, 'the doctor names the mistake');
    });
  }

  it('checks in the exchange’s order: of two mistakes the earlier check answers', async () => {
    const inOrder: readonly [Sending, string][] = [
      [{ without: ['CB-ACCESS-KEY'] }, 'CB-ACCESS-KEY header is required'],
      [{ headers: { 'CB-ACCESS-TIMESTAMP': 'soon' } }, 'invalid timestamp'],
      [{ signedAt: 0 }, 'request timestamp expired'],
      ...wrong.map(([, sending, message]) => [sending, message] as [Sending, string]),
    ];
    for (const [index, [first, message]] of inOrder.entries()) {
      for (const [second] of inOrder.slice(index + 1)) {
        // A later missing header would undo an earlier wrong one.
        if (Object.keys(first.headers ?? {}).some((name) => second.without?.includes(name))) continue;
        const both = {
          ...first,
          ...second,
          headers: { ...second.headers, ...first.headers },
          without: [...(first.without ?? []), ...(second.without ?? [])],
        };
        assert.equal((await refusal(both))[1], message, JSON.stringify(both));
      }
    }
  });

  it('names what was done wrong: the query left out of the signature', async () => {
    const { clock, credential, send } = customer;
    const headers = { ...sign({ method: 'GET', path: '/orders' }, credential, clock.now()) };
    const answer = await send('GET', '/orders?status=all', { headers });
    assert.equal(answer.status, 401);
    const { message, diagnosis } = answer.value() as Refusal;
    assert.equal(message, 'invalid signature');
    assert.deepEqual(
      diagnosis?.map(({ code }) => code),
      ['QUERY_LEFT_OUT'],
    );
  });

  it('never tells the secret, the passphrase or the right signature', async () => {
    const { sandbox, clock, credential, send } = customer;
    const right = sign({ method: 'GET', path: '/accounts' }, credential, clock.now())['CB-ACCESS-SIGN'] ?? '';
    for (const [, sending] of wrong) {
      const { text } = await send('GET', '/accounts', sending);
      for (const secret of [sandbox.secret, sandbox.passphrase, right]) {
        assert.ok(!text.includes(secret), `a refusal carries a secret: ${text}`);
      }
    }
  });

  it('ignores a bad signature on a public path', async () => {
    const headers = { 'CB-ACCESS-SIGN': 'nonsense' };
    assert.equal((await customer.send('GET', '/time', { headers })).status, 200);
  });

  it('verifies what it received on DELETE: path, query and body', async () => {
    const answer = await customer.send('DELETE', '/orders?product_id=ETH-USD', { text: '{}' });
    assert.deepEqual([answer.status, answer.text], [200, '[]']);
  });

  it('refuses orders of a key that may only view, after everything else is right', async () => {
    const viewer = await openCustomer({ permissions: ['view'] });
    try {
      assert.equal((await viewer.send('GET', '/accounts')).status, 200);
      const placed = await viewer.send('POST', '/orders', { body: RESTING });
      assert.deepEqual([placed.status, placed.json()], [403, { message: 'Forbidden' }]);
      assert.equal((await viewer.send('DELETE', '/orders')).status, 403);
      const unsigned = await viewer.send('DELETE', '/orders', { unsigned: true });
      assert.equal(unsigned.status, 401, 'authentication comes before permission');
    } finally {
      await viewer.sandbox.close();
    }
  });
});
