import assert from 'node:assert/strict';
import { notSimulated } from '../../../../nodes/lib/sandbox/server/not-simulated';
import { exchangeRoutes as routes } from '../../../../nodes/lib/sandbox/server/exchange-face';
import { type Customer, openCustomer } from './customer';

describe('what the sandbox leaves out', () => {
  let customer: Customer;

  before(async () => {
    customer = await openCustomer();
  });
  after(() => customer.sandbox.close());

  it('is not among its routes, and no endpoint is named twice', () => {
    const names = [...routes, ...notSimulated].map(({ method, path }) => shape(`${method} ${path}`));
    assert.ok(notSimulated.length > 0);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('is answered 404 with "not simulated", signed or not', async () => {
    for (const { method, path } of notSimulated) {
      const where = path.replaceAll(/\{\w+\}/g, '7d8b6a10-2f3e-4c55-9b1a-0c9e5f7a1d42');
      const body = method === 'GET' ? {} : { body: {} };
      for (const unsigned of [true, false]) {
        const answer = await customer.send(method, where, { unsigned, ...body });
        assert.equal(answer.status, 404, `${method} ${where}`);
        const { message } = answer.json();
        assert.equal(message, `${method} ${where} is not simulated by this sandbox`);
      }
    }
  });
});

/** An endpoint whatever its `{names}` are called. */
function shape(endpoint: string): string {
  return endpoint.replaceAll(/\{\w+\}/g, '{}');
}
