import type { OrderEventsState } from '../lib/placement/order-events';
import type { NodeState } from '../lib/runtime';

/** What the node shows. `late`: it has not been live for longer than the form allows. */
export function stateOfEvents(state: OrderEventsState, openOrders: number, late: boolean): NodeState {
  const facts = { state: state.kind, open_orders: openOrders };
  switch (state.kind) {
    case 'live':
      return { kind: 'well', key: 'live', values: { count: openOrders }, facts };
    case 'connecting':
      return {
        kind: late ? 'failed' : 'waiting',
        key: 'connecting',
        facts: { ...facts, ...reasonOf(state) },
      };
    case 'recovering':
      return { kind: late ? 'failed' : 'busy', key: 'recovering', facts: { ...facts, ...reasonOf(state) } };
    case 'stale':
      return { kind: late ? 'failed' : 'attention', key: 'stale', facts: { ...facts, ...reasonOf(state) } };
    case 'refused':
      return { kind: 'failed', key: 'refused', facts: { ...facts, ...reasonOf(state) } };
  }
}

/** Why it is not live, plain JSON. */
export function reasonOf(state: OrderEventsState): Readonly<Record<string, unknown>> {
  switch (state.kind) {
    case 'live':
      return {};
    case 'connecting':
      return state.detail === undefined ? {} : { detail: state.detail };
    case 'recovering':
      return state.error ? { code: state.error.code, detail: state.error.message } : {};
    case 'stale':
      return {
        reason: state.reason,
        since: new Date(state.sinceMs).toISOString(),
        ...(state.detail !== undefined && { detail: state.detail }),
      };
    case 'refused':
      return { code: state.error.code, detail: state.error.message };
  }
}
