import assert from 'node:assert/strict';
import { FaultLine } from './faults';

describe('a fault of a storm', () => {
  let now: number;
  let line: FaultLine;
  beforeEach(() => {
    now = 1000;
    line = new FaultLine('exchange', () => now);
  });
  const choose = (connection: number): ReturnType<FaultLine['choose']> =>
    line.choose({ api: 'exchange', connection, frame: 0, type: 'ticker' });

  it('is over after its span, though no frame of its connection comes any more', () => {
    const armed = line.arm('drop-span', 0);
    assert.deepEqual(choose(1), { kind: 'drop' });
    assert.deepEqual([armed.hitAt, armed.overAt], [1000, 3600]);
    now = 3599;
    assert.deepEqual([choose(1), choose(2)], [{ kind: 'drop' }, undefined], 'its own connection alone');
    now = 3600;
    assert.equal(choose(1), undefined);
  });

  it('hits once, and is over at once', () => {
    const armed = line.arm('repeat', 1);
    assert.deepEqual([choose(1), armed.overAt], [undefined, undefined], 'it waits for its frame');
    assert.deepEqual([choose(1)?.kind, armed.overAt], ['repeat', 1000]);
    assert.equal(choose(1), undefined);
  });
});
