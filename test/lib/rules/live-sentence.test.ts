import assert from 'node:assert/strict';
import { isLiveSentence, liveSentence } from '../../../nodes/lib/rules/live-sentence';

describe('the sentence before live orders', () => {
  it('names the account', () =>
    assert.equal(liveSentence(' my  savings '), 'trade real money with my savings'));

  it('is taken whatever the capitals and the blanks, and in no other words', () => {
    for (const typed of ['trade real money with mine', ' Trade REAL money\twith  Mine '])
      assert.equal(isLiveSentence(typed, 'mine'), true, typed);
    for (const typed of [
      '',
      'yes',
      'trade real money',
      'trade real money with',
      'trade real money with mine!',
    ])
      assert.equal(isLiveSentence(typed, 'mine'), false, typed);
    for (const typed of [undefined, null, true, {}, ['trade real money with mine']])
      assert.equal(isLiveSentence(typed, 'mine'), false);
    assert.equal(isLiveSentence('trade real money with other', 'mine'), false, 'it is of one account');
  });
});
