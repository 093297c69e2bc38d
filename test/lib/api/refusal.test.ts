import assert from 'node:assert/strict';
import { refusal } from '../../../nodes/lib/api';

const request = { method: 'GET', path: '/accounts' };
const order = { method: 'POST', path: '/orders' };
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  body,
  headers,
  attempts: 1,
});

describe('a refusal by the exchange', () => {
  const rows: readonly [number, string, string][] = [
    [401, 'CB-ACCESS-KEY header is required', 'CREDENTIAL_INVALID'],
    [401, 'invalid signature', 'SIGNATURE_REJECTED'],
    [400, 'invalid signature', 'SIGNATURE_REJECTED'],
    [401, 'Invalid API Key', 'CREDENTIAL_INVALID'],
    [400, 'Invalid Passphrase', 'CREDENTIAL_INVALID'],
    [401, 'request timestamp expired', 'CLOCK_SKEW'],
    [400, 'invalid timestamp', 'CLOCK_SKEW'],
    [403, 'Forbidden', 'PERMISSION_DENIED'],
    [403, 'Trading is disabled', 'PERMISSION_DENIED'],
    [401, 'IP does not match IP whitelist', 'PERMISSION_DENIED'],
    [401, 'Unauthorized.', 'PERMISSION_DENIED'],
    [410, 'Coinbase Pro API is deprecated.', 'REQUEST_REFUSED'],
    [429, 'Private rate limit exceeded', 'RATE_LIMITED'],
    [400, 'Insufficient funds', 'INSUFFICIENT_FUNDS'],
    [400, 'size is too small. Minimum size is 0.00100000', 'SIZE_BELOW_MINIMUM'],
    [400, 'funds is too small. Minimum size is 10', 'SIZE_BELOW_MINIMUM'],
    [400, 'price is too accurate. Smallest unit is 0.01000000', 'ORDER_REFUSED'],
    [400, 'Product not found', 'PRODUCT_UNKNOWN'],
    [400, 'Post only mode', 'ORDER_REFUSED'],
    [400, 'Matching engine offline', 'EXCHANGE_UNAVAILABLE'],
    [404, 'NotFound', 'NOT_FOUND'],
    [404, 'order not found', 'NOT_FOUND'],
    [500, 'Internal Server Error.', 'EXCHANGE_UNAVAILABLE'],
    [503, 'words nobody knows', 'EXCHANGE_UNAVAILABLE'],
    [418, 'words nobody knows', 'REQUEST_REFUSED'],
  ];
  for (const [status, message, code] of rows)
    it(`${status} ${JSON.stringify(message)} is ${code}, with the exchange's words kept`, () => {
      const error = refusal(answer(status, { message }), request);
      assert.equal(error?.code, code);
      assert.deepEqual([error?.details.status, error?.details.exchange], [status, message]);
      assert.ok(error?.message.includes(message));
    });

  it('of an order with unknown words is ORDER_REFUSED', () => {
    assert.equal(refusal(answer(400, { message: 'You have 500 open orders' }), order)?.code, 'ORDER_REFUSED');
    assert.equal(
      refusal(answer(400, { message: 'Bad Request' }), { method: 'POST', path: '/orders/preview' })?.code,
      'REQUEST_REFUSED',
    );
  });

  for (const body of [null, [], 'text', 7, {}, { message: 7 }, { message: '' }, undefined])
    it(`without words (${JSON.stringify(body)}) goes by its status`, () => {
      assert.equal(refusal(answer(404, body), request)?.code, 'NOT_FOUND');
      assert.equal(refusal(answer(401, body), request)?.code, 'SIGNATURE_REJECTED');
    });

  it('is none for 2xx and 304', () => {
    for (const status of [200, 201, 204, 304])
      assert.equal(refusal(answer(status, { message: 'Forbidden' }), request), undefined);
  });

  it("carries the sandbox's diagnosis in its text", () => {
    const diagnosis = [
      { code: 'query-left-out', text: 'The query was not signed.', fix: 'Sign path and query.' },
    ];
    const error = refusal(answer(401, { message: 'invalid signature', diagnosis }), request);
    assert.match(error?.message ?? '', /The query was not signed/);
    assert.deepEqual(error?.details['diagnosis'], diagnosis);
  });

  it('says when to come back, where the answer says so', () => {
    assert.equal(
      refusal(answer(429, { message: 'x' }, { 'retry-after': '3' }), request)?.details.retryAfterSeconds,
      3,
    );
    assert.equal(
      refusal(answer(429, { message: 'x' }, { 'retry-after': 'soon' }), request)?.details.retryAfterSeconds,
      undefined,
    );
  });

  it('keeps a flood of words short', () => {
    const error = refusal(answer(400, { message: 'x'.repeat(1e6) }), request);
    assert.ok((error?.message.length ?? 0) < 1500);
  });
});
