import assert from 'node:assert/strict';
import { readFailure } from '../../../../nodes/lib/api/feed/failure';
import type { ErrorCode } from '../../../../nodes/lib/rules/error-codes';
import { testCredential } from '../loopback';

describe('an error of a feed', () => {
  const credential = testCredential();

  it('is read in the exchange’s own words, out of JSON in its reason too', () => {
    const table: readonly (readonly [string, string | undefined, ErrorCode, string, boolean])[] = [
      ['Failed to subscribe', 'GIBBERISH-USD is not a valid product', 'PRODUCT_UNKNOWN', '', false],
      ['Failed to subscribe', 'X-USD is delisted', 'PRODUCT_UNKNOWN', '', false],
      [
        'Authentication Failed',
        '{"message":"Invalid API Key"}',
        'CREDENTIAL_INVALID',
        'Invalid API Key',
        true,
      ],
      [
        'Authentication Failed',
        '{"message":"invalid signature"}',
        'SIGNATURE_REJECTED',
        'invalid signature',
        true,
      ],
      [
        'Authentication Failed',
        '{"message":"request timestamp expired"}',
        'CLOCK_SKEW',
        'request timestamp expired',
        true,
      ],
      [
        'Authentication Failed',
        '{"message":"Internal Server Error."}',
        'REQUEST_REFUSED',
        'Internal Server Error.',
        false,
      ],
      [
        'Sorry, you could not be authenticated: Unauthorized',
        'IP does not match IP whitelist',
        'PERMISSION_DENIED',
        'IP does not match IP whitelist',
        false,
      ],
      [
        'Failed to subscribe',
        'level2, level3, and full channels now require authentication. https://docs.cloud.coinbase.com/exchange/docs/websocket-auth',
        'CREDENTIAL_INVALID',
        '',
        false,
      ],
      ['authentication failure', undefined, 'SIGNATURE_REJECTED', 'authentication failure', true],
      [
        'too many L2 streams requested in a single session',
        undefined,
        'RATE_LIMITED',
        'too many L2 streams requested in a single session',
        false,
      ],
      ['Failed to subscribe', '{"message":', 'REQUEST_REFUSED', '{"message":', false],
    ];
    for (const [message, reason, code, words, whole] of table) {
      const failure = readFailure({ message, reason }, credential);
      assert.equal(failure.error.code, code, reason);
      assert.equal(failure.words, words === '' ? reason : words);
      assert.equal(failure.error.details.exchange, failure.words);
      assert.equal(failure.whole, whole, reason);
      assert.doesNotMatch(failure.error.message, /status/);
    }
  });

  it('makes nothing secret public, whatever the exchange says', () => {
    const { key, passphrase } = credential;
    const signature = 'lGvvBpm2+90FE7hZqwJzPbWnX7PPevkyoHGI0kMpjGk=';
    const reason = `key ${key} with ${passphrase} and ${signature}`;
    const { error, words } = readFailure({ message: 'Authentication Failed', reason }, credential);
    for (const text of [words, error.message, JSON.stringify(error.details)])
      for (const secret of [key, passphrase, signature]) assert.ok(!text.includes(secret), text);
  });

  it('makes no part of a secret public where long words are cut', () => {
    const { key, passphrase } = credential;
    const signature = 'lGvvBpm2+90FE7hZqwJzPbWnX7PPevkyoHGI0kMpjGk=';
    for (const secret of [key, passphrase ?? '', signature])
      for (let seen = 1; seen < secret.length; seen += 1) {
        const reason = `${'.'.repeat(300 - seen)}${secret}`;
        const { words } = readFailure({ message: 'Authentication Failed', reason }, credential);
        assert.ok(!words.endsWith(`.${secret.slice(0, seen)}`), words.slice(-50));
        assert.ok(words.length <= 300);
      }
  });

  it('has words even where it says nothing that can be read', () => {
    for (const wire of [{}, { message: 7, reason: {} }, { reason: '' }])
      assert.equal(readFailure(wire, undefined).words, 'an error without words');
    assert.ok(readFailure({ message: 'x y '.repeat(5000) }, undefined).words.length <= 300);
  });
});
