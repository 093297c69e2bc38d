import assert from 'node:assert/strict';
import { asCoinbaseError, CoinbaseError } from '../../../nodes/lib/rules/errors';

describe('any thrown value as a coded error', () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const mute = new Error('never read');
  Object.defineProperty(mute, 'message', {
    get() {
      throw new Error('no');
    },
  });
  const silent: readonly (readonly [name: string, thrown: unknown])[] = [
    ['an object without a prototype', Object.create(null)],
    ['a revoked proxy', revoked.proxy],
    ['an error whose message throws', mute],
    [
      'an object whose text throws',
      {
        toString() {
          throw new Error('no');
        },
      },
    ],
  ];
  for (const [name, thrown] of silent)
    it(`never throws itself: ${name}`, () => {
      const error = asCoinbaseError(thrown, 'NETWORK');
      assert.deepEqual([error.code, error.why], ['NETWORK', 'something was thrown that tells nothing']);
    });

  it('keeps ours, and the text of what has one', () => {
    const ours = new CoinbaseError('TIMEOUT', 'late');
    assert.equal(asCoinbaseError(ours, 'NETWORK'), ours);
    assert.equal(asCoinbaseError(new TypeError('odd'), 'NETWORK').why, 'odd');
    for (const [thrown, text] of [
      ['words', 'words'],
      [undefined, 'undefined'],
      [null, 'null'],
      [Symbol('s'), 'Symbol(s)'],
    ])
      assert.equal(asCoinbaseError(thrown, 'NETWORK').why, text);
  });
});
