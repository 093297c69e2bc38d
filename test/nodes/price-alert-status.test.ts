import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stateOfAlerts, stateOfError } from '../../nodes/coinbase-price-alert/state-of-alerts';
import { phases } from '../../nodes/lib/rules/alerts';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { Stream } from '../lib/rules/alerts/stream';

const above = { condition: 'above', level: '100' };
const shown = ({ book, rule }: Stream): unknown[] => {
  const { kind, key, values } = stateOfAlerts(book.state, rule.kind);
  return [kind, key, ...Object.values(values ?? {})];
};

describe("a price alert's status", () => {
  for (const [what, stream, status] of [
    ['before any value', new Stream(above), ['waiting', 'waiting', '']],
    ['beyond from the first value on', new Stream(above).give(101), ['waiting', 'outside', '101']],
    ['armed', new Stream(above).give(99), ['well', 'armed', '99']],
    [
      'being confirmed',
      new Stream({ ...above, confirm: 'updates', confirmFor: '2' }).give(99, 101),
      ['busy', 'confirming', '101'],
    ],
    ['triggered', new Stream(above).give(99, 101), ['attention', 'triggered', '101']],
    ['cooling down', new Stream({ ...above, coolDown: '5' }).give(99, 101, 98), ['waiting', 'cooling', '98']],
    ['told once', new Stream({ ...above, repeat: 'once' }).give(99, 101, 98), ['idle', 'spent', '98']],
    ['disarmed', new Stream(above).give(99).command('disarm'), ['idle', 'disarmed', '']],
    ['disarmed before any value', new Stream(above).command('disarm'), ['idle', 'disarmed', '']],
    ['stale', new Stream(above).give(99).stale(), ['attention', 'noData', '']],
    ['stale and triggered', new Stream(above).give(99, 101).stale(), ['attention', 'triggered', '']],
    ['fresh again', new Stream(above).give(99).stale().give(98), ['well', 'armed', '98']],
    ['after a restart', new Stream(above).give(99).restart(), ['well', 'armed', '']],
    [
      'silent',
      new Stream({ condition: 'silent', silenceSeconds: '1' }).give(5).wait(1000),
      ['attention', 'noData', '5'],
    ],
    [
      'with a long value',
      new Stream(above).give('0.1234567890123456789'),
      ['well', 'armed', '0.12345678901234…'],
    ],
    [
      'of two topics',
      new Stream(above).with(99, above, 'a').with(99, above, 'b'),
      ['well', 'several.armed', 2, 2],
    ],
    [
      'of two topics, one stale',
      new Stream(above).with(99, above, 'a').with(99, above, 'b').stale('a'),
      ['attention', 'several.noData', 1, 2],
    ],
    [
      'of three topics, two triggered',
      new Stream(above)
        .with(99, above, 'a')
        .with(99, above, 'b')
        .with(101, above, 'a')
        .with(101, above, 'b')
        .with(1, above, 'c'),
      ['attention', 'several.triggered', 2, 3],
    ],
  ] as const)
    // prettier-ignore
    it(`${what} is ${status.join(' ')}`, () => assert.deepEqual(shown(stream), status));

  it('tells a Status node the phase, the topic and the value, or how many stand how', () => {
    const stream = new Stream(above).with(99, above, 'a').with(101, above, 'a');
    const facts = (): unknown => stateOfAlerts(stream.book.state, 'above').facts;
    assert.deepEqual(facts(), { phase: 'triggered', topic: 'a', value: '101' });
    stream.with(99, above, 'b');
    assert.deepEqual(facts(), { topics: 2, triggered: 1, armed: 1 });
  });

  it('tells a wrong form from a wrong message', () => {
    const wrong = stateOfError(new CoinbaseError('ALERT_INVALID', 'x', { field: 'level' }));
    assert.deepEqual([wrong.kind, wrong.key, wrong.values], ['misconfigured', 'invalid', { field: 'level' }]);
    const failed = stateOfError(new CoinbaseError('VALUE_INVALID', 'x'));
    assert.deepEqual(
      [failed.kind, failed.key, failed.values],
      ['failed', 'failed', { code: 'VALUE_INVALID' }],
    );
  });

  it('has a text for each state', () => {
    const file = 'dist/nodes/coinbase-price-alert/locales/en-US/coinbase-price-alert.json';
    const { status } = JSON.parse(readFileSync(file, 'utf8')) as {
      status: Record<string, string> & { several: Record<string, string> };
    };
    for (const key of [...phases, 'noData']) {
      assert.ok(status[key], key);
      assert.ok(status.several[key], key);
    }
  });
});
