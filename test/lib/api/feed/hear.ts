import type { FeedListener, FeedState } from '../../../../nodes/lib/api';

/** What a listener heard, in order. */
export interface Heard<Update> extends FeedListener<Update> {
  readonly states: FeedState[];
  readonly updates: Update[];
  /** Both: `live`, `stale gap`, or `data`. */
  readonly order: string[];
  readonly kinds: string[];
}

export function hear<Update>(): Heard<Update> {
  const [states, updates, order]: [FeedState[], Update[], string[]] = [[], [], []];
  return {
    states,
    updates,
    order,
    get kinds() {
      return states.map(nameOf);
    },
    state(state) {
      states.push(state);
      order.push(nameOf(state));
    },
    data(update) {
      updates.push(update);
      order.push('data');
    },
  };
}

function nameOf(state: FeedState): string {
  return state.kind === 'stale' ? `stale ${state.reason}` : state.kind;
}
