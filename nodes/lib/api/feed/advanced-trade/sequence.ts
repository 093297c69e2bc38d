/** The numbers of one connection, over all its channels. */
export interface Sequence {
  /** `next` follows, `old` was heard before, `hole` leaves some out, `anew` are numbers that began again. */
  take(number: unknown): 'next' | 'old' | 'hole' | 'anew';
  begin(): void;
}

/** A repeated message has one old number; so many in a row are of another count. */
const MOST_OLD = 5;

export function createSequence(): Sequence {
  let last: number | undefined;
  let old = 0;
  return {
    take(number) {
      if (typeof number !== 'number') return 'next';
      if (last !== undefined && number <= last) {
        old += 1;
        return old > MOST_OLD ? 'anew' : 'old';
      }
      const follows = last === undefined || number === last + 1;
      last = number;
      old = 0;
      return follows ? 'next' : 'hole';
    },
    begin() {
      last = undefined;
      old = 0;
    },
  };
}
