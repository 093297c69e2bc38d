/** The numbers of one connection, over all its channels. */
export interface Sequence {
  /** `next` follows, `old` was heard before, `hole` leaves some out. */
  take(number: unknown): 'next' | 'old' | 'hole';
  begin(): void;
}

export function createSequence(): Sequence {
  let last: number | undefined;
  return {
    take(number) {
      if (typeof number !== 'number') return 'next';
      if (last !== undefined && number <= last) return 'old';
      const follows = last === undefined || number === last + 1;
      last = number;
      return follows ? 'next' : 'hole';
    },
    begin() {
      last = undefined;
    },
  };
}
