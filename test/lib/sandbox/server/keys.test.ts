import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { startSandbox } from '../../../../nodes/lib/sandbox';
import { type Customer, openCustomer, RESTING } from './customer';

describe('keys and profiles', () => {
  let customer: Customer;
  beforeEach(async () => {
    customer = await openCustomer({
      keys: [
        { name: 'reader', permissions: ['view'] },
        { name: 'second', permissions: ['view', 'trade'], profile: 'second' },
        { name: 'mover', permissions: ['transfer'] },
      ],
    });
  });
  afterEach(() => customer.sandbox.close());

  const as = (name: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
    customer.sendAs(name, method, path, body);

  it('lists its keys, the default one first, each with a name, permissions and a profile', () => {
    const { keys, key, secret, passphrase, cdp } = customer.sandbox;
    assert.deepEqual(keys[0], {
      name: 'default',
      key,
      secret,
      passphrase,
      permissions: ['view', 'trade'],
      profile: 'default',
      cdp,
    });
    assert.deepEqual(
      keys.map(({ name, profile }) => [name, profile]),
      [
        ['default', 'default'],
        ['reader', 'default'],
        ['second', 'second'],
        ['mover', 'default'],
      ],
    );
    assert.equal(new Set(keys.map((one) => one.key)).size, 4);
    assert.equal(new Set(keys.map((one) => one.secret)).size, 4);
    const secrets = keys.flatMap(({ cdp: { ecdsa, ed25519 } }) => [ecdsa.privateKey, ed25519.privateKey]);
    assert.equal(new Set(secrets).size, 8);
  });

  it('gives each key two CDP keys in the forms of the portal, the same for the same seed', async () => {
    const { cdp } = customer.sandbox;
    const name = /^organizations\/[0-9a-f-]{36}\/apiKeys\/[0-9a-f-]{36}$/;
    assert.match(cdp.ecdsa.name, name);
    assert.match(cdp.ed25519.name, name);
    assert.match(
      cdp.ecdsa.privateKey,
      /^-----BEGIN EC PRIVATE KEY-----\n[^-]+-----END EC PRIVATE KEY-----\n$/,
    );
    const { namedCurve } = createPrivateKey(cdp.ecdsa.privateKey).asymmetricKeyDetails ?? {};
    assert.equal(namedCurve, 'prime256v1');
    assert.equal(Buffer.from(cdp.ed25519.privateKey, 'base64').length, 64);
    const same = await startSandbox();
    await same.close();
    assert.deepEqual(same.cdp, cdp);
    const other = await startSandbox({ seed: 2 });
    await other.close();
    assert.notEqual(other.cdp.ecdsa.privateKey, cdp.ecdsa.privateKey);
    assert.notEqual(other.cdp.ed25519.privateKey, cdp.ed25519.privateKey);
  });

  it('lets a key do what it may and answers 403 Forbidden to the rest', async () => {
    const orders = { body: RESTING };
    const table = [
      ['reader', 'GET', '/accounts', undefined, 200],
      ['reader', 'POST', '/orders', orders.body, 403],
      ['reader', 'DELETE', '/orders', undefined, 403],
      ['second', 'POST', '/orders', orders.body, 200],
      ['mover', 'GET', '/accounts', undefined, 403],
      ['mover', 'POST', '/orders', orders.body, 403],
    ] as const;
    for (const [name, method, path, body, status] of table) {
      const answer = await as(name, method, path, body);
      assert.equal(answer.status, status, `${name} ${method} ${path}`);
      if (status === 403) assert.equal(answer.json()['message'], 'Forbidden');
    }
  });

  it('shows a key its own profile alone: accounts, orders, fills and the ledger', async () => {
    const mine = await customer.place(RESTING);
    const placed = await as('second', 'POST', '/orders', RESTING);
    const theirs = String(placed.json()['id']);
    const ids = async (name: string): Promise<string[]> =>
      ((await as(name, 'GET', '/orders')).value() as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(await ids('default'), [mine]);
    assert.deepEqual(await ids('reader'), [mine]);
    assert.deepEqual(await ids('second'), [theirs]);
    assert.equal((await as('second', 'GET', `/orders/${mine}`)).status, 404);
    assert.equal((await as('second', 'DELETE', `/orders/${mine}`)).status, 404);
    await as('second', 'POST', '/orders', {
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'market',
      size: '0.01',
    });
    assert.deepEqual((await customer.send('GET', '/fills?product_id=BTC-USD')).value(), []);
    assert.ok(((await as('second', 'GET', '/fills?product_id=BTC-USD')).value() as object[]).length > 0);
    const accountIds = async (name: string): Promise<string[]> =>
      ((await as(name, 'GET', '/accounts')).value() as { id: string }[]).map(({ id }) => id);
    const own = await accountIds('default');
    for (const id of await accountIds('second')) assert.ok(!own.includes(id));
  });

  it('answers the profiles and one of them', async () => {
    const profiles = (await customer.send('GET', '/profiles')).value() as Record<string, unknown>[];
    assert.deepEqual(
      profiles.map(({ name, is_default: first }) => [name, first]),
      [
        ['default', true],
        ['second', false],
      ],
    );
    const id = String(profiles[1]?.['id']);
    assert.deepEqual((await customer.send('GET', `/profiles/${id}`)).json(), profiles[1]);
    assert.equal((await customer.send('GET', '/profiles/00000000-0000-4000-8000-000000000000')).status, 404);
    assert.deepEqual((await customer.send('GET', '/profiles?active=false')).value(), []);
  });

  it('keeps a rate-limit bucket for each profile', async () => {
    await customer.sandbox.close();
    customer = await openCustomer({
      rateLimits: true,
      keys: [{ name: 'second', permissions: ['view'], profile: 'second' }],
    });
    const statuses = async (name: string): Promise<number[]> => {
      const answers: number[] = [];
      for (let count = 0; count < 31; count += 1) answers.push((await as(name, 'GET', '/fees')).status);
      return answers;
    };
    assert.deepEqual((await statuses('default')).slice(-2), [200, 429]);
    assert.equal((await as('second', 'GET', '/fees')).status, 200);
  });

  it('refuses keys that cannot be', async () => {
    for (const keys of [
      [{ name: 'default', permissions: ['view'] }],
      [{ name: '', permissions: ['view'] }],
      [{ name: 'a', permissions: ['view'], profile: 'x/y' }],
      [{ name: 'a', permissions: ['manage' as 'view'] }],
    ] as const)
      await assert.rejects(startSandbox({ keys }), RangeError);
  });
});
