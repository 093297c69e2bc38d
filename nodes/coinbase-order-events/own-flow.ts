import type { Desk } from '../lib/placement/desk';
import type { Red, RedNode } from '../lib/runtime';
import type { IsOwn } from './filter';

/** Subflows in subflows, at most. */
const DEEPEST = 20;

/**
 * Tells the orders that the node's own flow placed: its tab with all subflows on it, or its subflow instance. The journal
 * knows which order is whose, over restarts.
 */
export function ownFlow(red: Red, { z }: RedNode, desk: Pick<Desk, 'originOf'>): IsOwn {
  return (clientOid) => {
    const origin = desk.originOf(clientOid);
    if (!origin || z === undefined) return false;
    // What an earlier version wrote down names the node alone.
    let flow = origin.flow ?? red.nodes.getNode(origin.node)?.z;
    for (let depth = 0; flow !== undefined && depth < DEEPEST; depth += 1) {
      if (flow === z) return true;
      flow = red.nodes.getNode(flow)?.z;
    }
    return false;
  };
}
