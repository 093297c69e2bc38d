import type { MirroredProduct, Sandbox } from '../lib/sandbox';
import type { NodeState } from '../lib/runtime';

/** What the node shows of a sandbox that runs: where it listens, and how its live prices stand where it has some. */
export function stateOfSandbox({ port, mirrored }: Pick<Sandbox, 'port' | 'mirrored'>): NodeState {
  if (!mirrored) return { kind: 'well', key: 'listening', values: { port }, facts: { port } };
  const shut = mirrored.filter(({ isOpen }) => !isOpen);
  const since = firstOf(shut);
  const counts = { open: mirrored.length - shut.length, all: mirrored.length };
  const values = { port, ...counts, time: since?.slice(11, 19) ?? '' };
  const facts = { port, ...counts, ...(since !== undefined && { since }) };
  if (shut.length === 0)
    return { kind: 'well', key: 'listeningLive', values, facts: { ...facts, prices: 'live' } };
  if (counts.open > 0)
    return { kind: 'attention', key: 'livePartly', values, facts: { ...facts, prices: 'partly' } };
  return since === undefined
    ? { kind: 'waiting', key: 'liveWaiting', values, facts: { ...facts, prices: 'waiting' } }
    : { kind: 'attention', key: 'liveStale', values, facts: { ...facts, prices: 'stale' } };
}

/** ISO 8601: since when the first of them has been without present prices. */
function firstOf(shut: readonly MirroredProduct[]): string | undefined {
  return shut
    .flatMap(({ since }) => (since === undefined ? [] : [since]))
    .toSorted()
    .at(0);
}
