import assert from 'node:assert/strict';
import { checkForm } from '../../nodes/coinbase-account/check-form';
import {
  environments,
  type CheckLine,
  type EnvironmentFacts,
  type EnvironmentName,
} from '../../nodes/lib/api';
import { createCredential } from '../../nodes/lib/signer';
import type { Loopback } from '../lib/api/loopback';
import { startStandIn } from '../lib/api/stand-in';
import { assertNoLeak, canary, canaryCredentials, canaryOf, everythingOf } from './canary';
import { aroundEach, helper, loadBench, type Message } from './flow-bench';
import { accountNode } from './forms';

const typed = { key: canary.key, secret: canary.secret, passphrase: canary.passphrase };
const deployed = { key: '__PWRD__', secret: '__PWRD__', passphrase: '__PWRD__' };

describe('the key check of the account form', () => {
  let server: Loopback;
  aroundEach();
  beforeEach(async () => {
    const made = createCredential({ scheme: 'exchange', ...canary });
    assert.ok(made.ok);
    server = await startStandIn({ api: 'exchange', known: made.credential });
  });
  afterEach(() => server.close());

  const ask = async (body: unknown): Promise<CheckLine[]> => {
    const reply = await helper.request().post('/coinbase-account/check').send(body);
    assertNoLeak(reply.text);
    assert.equal(reply.status, 200);
    return (reply.body as { lines: CheckLine[] }).lines;
  };
  const form = (change: Message = {}): Message => ({
    id: 'acc',
    environment: 'exchange',
    origin: server.origin,
    keyFile: '',
    ...typed,
    ...change,
  });
  const wrong = (lines: readonly CheckLine[]): string[] =>
    lines.filter(({ ok }) => ok === false).map(({ check }) => check);

  it('checks a key that was never deployed', async () => {
    const bench = await loadBench([]);
    const lines = await ask(form({ id: 'new' }));
    assert.deepEqual(wrong(lines), []);
    assert.ok(lines.some(({ check, ok }) => check === 'signature' && ok === true));
    assertNoLeak(everythingOf(bench));
  });

  it('says what is wrong with the form before anything is sent', async () => {
    await loadBench([]);
    for (const [change, check] of [
      [{ origin: 'https://api.pro.coinbase.com' }, 'address'],
      [{ origin: 'https://api.prime.coinbase.com' }, 'address'],
      [{ environment: 'moon' }, 'address'],
      [{ environment: 'custom', origin: '' }, 'address'],
      [{ secret: canary.secret.slice(0, 40) }, 'credential'],
      [{ passphrase: '' }, 'credential'],
      [{ key: '${SOME_KEY}' }, 'credential'],
      [{ key: 7, secret: {}, passphrase: [] }, 'credential'],
      [{ keyFile: '/etc/passwd', key: '', secret: '', passphrase: '' }, 'credential'],
      [{ id: 'nobody', ...deployed }, 'credential'],
    ] as const) {
      const lines = await ask(form(change));
      assert.deepEqual(wrong(lines), [check], JSON.stringify(change));
      assert.notEqual(lines.at(-1)?.fix, '');
    }
    for (const body of [[], [1], {}]) await ask(body);
    assert.equal(server.seen.length, 0);
  });

  it('says where the key of another product belongs, in every environment', async () => {
    await loadBench([]);
    for (const [environment, scheme, fix] of [
      ['exchange', 'cdp', /environment advanced-trade/],
      ['exchange-sandbox', 'cdp', /environment advanced-trade/],
      ['prime', 'cdp', /environment advanced-trade/],
      ['international', 'cdp', /environment advanced-trade/],
      ['advanced-trade', 'exchange', /environment exchange/],
      ['coinbase-app', 'exchange', /environment exchange/],
    ] as const) {
      const lines = await ask(form({ environment, ...canaryOf[scheme] }));
      assert.deepEqual(wrong(lines), ['credential'], environment);
      assert.match(lines.at(-1)?.fix ?? '', fix, environment);
    }
    assert.equal(server.seen.length, 0);
  });

  it('uses a deployed key at the deployed address alone', async () => {
    await loadBench([accountNode({ environment: 'exchange', origin: server.origin })], {
      acc: canaryCredentials(),
    });
    assert.deepEqual(wrong(await ask(form(deployed))), []);
    const before = server.seen.length;
    const elsewhere = await startStandIn({ api: 'exchange', known: knownHere() });
    try {
      for (const part of ['key', 'secret', 'passphrase']) {
        const lines = await ask(form({ origin: elsewhere.origin, [part]: '__PWRD__' }));
        assert.deepEqual(wrong(lines), ['credential'], part);
      }
      assert.equal(elsewhere.seen.length, 0);
      assert.equal(server.seen.length, before);
    } finally {
      await elsewhere.close();
    }
  });

  it("tries Coinbase's other environments when asked, with a typed key alone", async () => {
    const stranger = await startStandIn({ api: 'exchange', known: knownHere('f'.repeat(32)) });
    const facts: Record<EnvironmentName, EnvironmentFacts> = {
      ...environments,
      exchange: { ...environments.exchange, origin: stranger.origin },
      'exchange-sandbox': { ...environments['exchange-sandbox'], origin: server.origin },
    };
    try {
      const parts = { find: () => undefined, userDir: undefined, facts };
      const { lines: unasked } = await checkForm(form({ origin: '' }), parts);
      assert.equal(server.seen.length, 0);
      assert.equal(unasked.find(({ check }) => check === 'environment')?.ok, null);
      const { lines } = await checkForm(form({ origin: '', tryOthers: true }), parts);
      assert.match(
        lines.find(({ check }) => check === 'environment')?.text ?? '',
        /works on exchange-sandbox/,
      );
      assertNoLeak(JSON.stringify([unasked, lines]));
    } finally {
      await stranger.close();
    }
  });

  it('needs no key for the local sandbox', async () => {
    await loadBench([]);
    assert.deepEqual(await ask({ environment: 'local-sandbox' }), [
      {
        check: 'address',
        ok: true,
        text: 'the local sandbox needs no key',
        fix: '',
        told: { text: { key: 'check.sandbox' } },
      },
    ]);
  });

  function knownHere(key: string = canaryOf.exchange.key) {
    const made = createCredential({ scheme: 'exchange', ...canary, key });
    assert.ok(made.ok);
    return made.credential;
  }
});
