import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { startSandbox, type Sandbox } from '../../../nodes/lib/sandbox';
import { createCredential, type Credential } from '../../../nodes/lib/signer';
import { faces, intentOf, objection, samples, type Face } from '../../readme/expressible';

describe('the orders that each API can say', () => {
  let sandbox: Sandbox;
  const connections = new Map<Face, Connection>();
  before(async () => {
    sandbox = await startSandbox({ seed: 5, marketEveryMs: 0, balance: { USD: '1000000', BTC: '100' } });
    for (const environment of faces)
      connections.set(
        environment,
        openConnection({
          origin: sandbox.rest,
          credential: credentialOf(sandbox, environment),
          limiter: 'off',
          environment,
        }),
      );
  });
  after(async () => {
    for (const connection of connections.values()) await connection.release();
    await sandbox.close();
  });

  /** Of Advanced Trade, not of what the sandbox stands in for. */
  const NOT_SIMULATED = /twap_limit_gtd|scaled_limit_gtc|market_market_fok/;

  for (const face of faces)
    it(`${face}: what passes is taken, what does not never leaves`, async () => {
      const { trading } = connections.get(face) as Connection;
      const last = Number((await trading.market('BTC-USD')).last);
      const product = (await trading.products()).get('BTC-USD');
      assert.ok(product);
      const seen = { taken: 0, refused: 0 };
      for (const sample of samples(last)) {
        const intent = intentOf(sample, product, randomUUID());
        const no = objection(trading, intent);
        if (no) {
          seen.refused += 1;
          assert.equal(no.code, 'ORDER_INVALID', sample.name);
          const api = face === 'local-sandbox' ? 'Coinbase Exchange' : 'Coinbase Advanced Trade';
          assert.ok(no.message.includes(api), `${sample.name}: ${no.message}`);
          continue;
        }
        const verdict = await trading.place(intent);
        const why = 'error' in verdict ? verdict.error.message : '';
        if (NOT_SIMULATED.test(sample.name)) assert.match(why, /UNSUPPORTED_ORDER_CONFIGURATION/);
        else if (sample.name.includes('profile_id')) assert.equal(verdict.kind, 'refused', 'not this key’s');
        else {
          seen.taken += 1;
          assert.equal(verdict.kind, 'accepted', `${sample.name}: ${why}`);
        }
      }
      await trading.cancelAll(undefined);
      assert.deepEqual(
        seen,
        face === 'local-sandbox' ? { taken: 20, refused: 12 } : { taken: 22, refused: 8 },
      );
    });
});

function credentialOf({ key, secret, passphrase, cdp }: Sandbox, face: Face): Credential {
  const { name, privateKey } = cdp.ecdsa;
  const made =
    face === 'local-sandbox'
      ? createCredential({ scheme: 'exchange', key, secret, passphrase })
      : createCredential({ scheme: 'cdp', key: name, secret: privateKey });
  if (!made.ok) throw new Error("the sandbox's own key is not usable");
  return made.credential;
}
