import { failure, type NodeState } from '../lib/runtime';
import type { CoinbaseError } from '../lib/rules/errors';
import type { ProductReport, Streams } from '../lib/streams';

/** What the node shows: the worst first, and all counts as facts. */
export function stateOfStreams(streams: Streams, failed: CoinbaseError | undefined): NodeState {
  const reports = streams.report();
  const count = (state: ProductReport['state']): number =>
    reports.filter((report) => report.state === state).length;
  const [refused, stale, connecting] = [count('refused'), count('stale'), count('connecting')];
  const facts = { products: reports.length, live: count('live'), stale, connecting, refused };
  if (streams.paused) return idle('paused', facts);
  if (reports.length === 0) return failed ? failure(failed) : idle('noProducts', facts);
  if (failed) return withFacts(failure(failed), { ...facts, state: 'connecting' });
  const since = reports
    .map((report) => report.since)
    .sort()
    .at(-1);
  const shown = (kind: NodeState['kind'], state: string, some: number): NodeState => ({
    kind,
    key: some === reports.length ? state : `${state}Some`,
    values: { count: some, all: reports.length },
    facts: { ...facts, state, since },
  });
  if (refused > 0) return shown('failed', 'refused', refused);
  if (stale > 0) return shown('attention', 'stale', stale);
  if (connecting > 0) return shown('waiting', 'connecting', connecting);
  const live = shown('well', 'live', reports.length);
  return reports.length === 1 ? live : { ...live, key: 'liveMany' };
}

function idle(key: 'paused' | 'noProducts', facts: object): NodeState {
  return { kind: 'idle', key, facts: { ...facts, state: key } };
}

function withFacts(state: NodeState, facts: object): NodeState {
  return { ...state, facts: { ...facts, ...state.facts } };
}
