import assert from 'node:assert/strict';
import { MOST_TOPICS } from '../../../../nodes/lib/rules/alerts';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { Stream } from './stream';

const above = { condition: 'above', level: '100' };
const at = (stream: Stream, topic: string, ...values: unknown[]): Stream => {
  for (const value of values) stream.with(value, above, topic);
  return stream;
};

describe('the alerts of several topics', () => {
  it('know nothing of each other', () => {
    const stream = new Stream(above);
    at(stream, 'a', 99);
    at(stream, 'b', 101);
    at(stream, 'a', 101);
    at(stream, '__proto__', 99, 101);
    assert.deepEqual(stream.told(), ['triggered 101 a', 'triggered 101 __proto__']);
  });

  it('have a bound; a topic beyond it is refused, and the others go on', () => {
    const stream = new Stream(above);
    for (let n = 0; n < MOST_TOPICS; n += 1) at(stream, `t${n}`, 99);
    assert.throws(
      () => at(stream, 'one more', 99),
      (thrown) => thrown instanceof CoinbaseError && thrown.code === 'TOO_MANY_TOPICS',
    );
    assert.deepEqual(at(stream, 't999', 101).told(), ['triggered 101 t999']);
    stream.command('rearm');
    assert.equal(stream.book.state.states.size, 0, 'all are forgotten');
    assert.deepEqual(at(stream, 'one more', 99, 101).told().slice(-1), ['triggered 101 one more']);
  });

  it('take a command each, or all together, those that come later too', () => {
    const stream = at(at(new Stream(above), 'a', 99), 'b', 99);
    stream.command('disarm', 'a');
    at(stream, 'a', 101);
    at(stream, 'b', 101);
    assert.deepEqual(stream.told(), ['triggered 101 b']);
    stream.command('disarm');
    assert.deepEqual(stream.told(), ['cleared 101 b by command']);
    assert.deepEqual(at(stream, 'c', 99, 101).told(), [], 'a topic that was not there yet');
    stream.command('arm', 'b');
    assert.deepEqual(at(stream, 'b', 99, 101).told(), ['triggered 101 b']);
    stream.command('rearm');
    assert.deepEqual(stream.told(), ['cleared 101 b by command']);
    assert.deepEqual([...stream.book.state.states.keys()], ['b'], 'that it is armed is worth remembering');
    assert.deepEqual(at(at(stream, 'b', 99, 101), 'c', 99, 101).told(), ['triggered 101 b']);
    stream.command('arm');
    assert.deepEqual(at(stream, 'c', 99, 101).told(), ['triggered 101 c']);
  });

  it('take a command for a topic that nothing came for', () => {
    const stream = new Stream(above).command('disarm', 'a').command('rearm', 'x').command('arm', 'y');
    assert.deepEqual(at(stream, 'a', 99, 101).told(), []);
    assert.deepEqual([...stream.book.state.states.keys()], ['a'], 'nothing is kept for the others');
    assert.deepEqual(at(stream.command('arm', 'a'), 'a', 99, 101).told(), ['triggered 101 a']);
  });

  it('have one silence until the first message tells a topic', () => {
    const stream = new Stream({ condition: 'silent', silenceSeconds: '10' }).wait(10_000);
    assert.deepEqual(stream.told(), ['triggered by time']);
    at(stream, 'a', 1);
    assert.deepEqual(stream.told(), ['cleared 1']);
    at(stream.wait(5000), 'b', 1);
    assert.deepEqual(stream.wait(5000).told(), ['triggered 1 a by time']);
    assert.deepEqual(stream.wait(60_000).told(), ['triggered 1 b by time'], 'none of the start any more');
  });

  it('begin with that one silence again when all are rearmed', () => {
    const stream = new Stream({ condition: 'silent', silenceSeconds: '10' });
    at(stream, 'a', 1).command('rearm');
    assert.deepEqual(stream.wait(60_000).told(), ['triggered by time']);
  });
});
