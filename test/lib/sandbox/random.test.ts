import assert = require('node:assert/strict');
import { createRandom } from '../../../nodes/lib/sandbox/random';

describe('seeded randomness', () => {
  it('repeats itself for a seed and differs between seeds and purposes', () => {
    const draw = (seed: number, purpose?: string) => {
      const random = createRandom(seed, purpose);
      return [random.uint32(), random.below(1000), random.newId()].join();
    };
    assert.equal(draw(7), draw(7));
    assert.notEqual(draw(7), draw(8));
    assert.notEqual(draw(7), draw(7, 'ids'));
    assert.equal(createRandom(7).fork('ids').uint32(), createRandom(7).fork('ids').uint32());
  });

  it('draws from one fork leave another alone', () => {
    const random = createRandom(1);
    const expected = createRandom(1).fork('market').uint32();
    random.fork('ids').newId();
    random.uint32();
    assert.equal(random.fork('market').uint32(), expected);
  });

  it('makes ids in the shape of UUID version 4, without repeats', () => {
    const random = createRandom(3);
    const ids = Array.from({ length: 10_000 }, () => random.newId());
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is even enough: every bit and every bucket is used about equally', () => {
    const random = createRandom(11);
    const buckets = Array.from({ length: 16 }, () => 0);
    const bits = Array.from({ length: 32 }, () => 0);
    const draws = 32_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const bucket = random.below(16);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      const word = random.uint32();
      for (let bit = 0; bit < 32; bit += 1) bits[bit] = (bits[bit] ?? 0) + ((word >>> bit) & 1);
    }
    for (const count of buckets) assert.ok(Math.abs(count - 2_000) < 300, `bucket ${count}`);
    for (const count of bits) assert.ok(Math.abs(count - draws / 2) < 600, `bit ${count}`);
  });
});
