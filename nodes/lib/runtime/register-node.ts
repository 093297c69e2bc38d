import { asCoinbaseError, type CoinbaseError } from '../rules/errors';
import { upgraded, type Upgrades } from '../rules/upgrades';
import { attachNode } from './attach-node';
import { failure } from './message-input';
import type { NodeConfig, Red, RedNode } from './red';

export interface NodeKind {
  readonly type: string;
  /** How saved forms became what they are. */
  readonly upgrades: Upgrades;
  /** Names of the secrets that Node-RED keeps. */
  readonly credentials?: Readonly<Record<string, { readonly type: 'password' }>>;
  /**
   * What a node does whose saved form is of a version that this package does not know, instead of being constructed;
   * without it every message to the node is refused, and its status says why.
   */
  readonly refuse?: (node: RedNode, saved: NodeConfig, error: CoinbaseError) => void;
  /** Hears that such a node closes, `removed` for good: what it kept when its form was known is to be forgotten then. */
  readonly refusedClosed?: (node: RedNode, removed: boolean) => Promise<void>;
}

/**
 * The one way in which a node type of this package is registered. `construct` is called for each node, which Node-RED has
 * created by then, with the saved form in its newest version.
 */
export function registerNode(
  red: Red,
  { type, upgrades, credentials, refuse, refusedClosed }: NodeKind,
  construct: (this: RedNode, config: NodeConfig) => void,
): void {
  red.nodes.registerType(
    type,
    function (saved) {
      red.nodes.createNode(this, saved);
      let config: NodeConfig;
      try {
        config = upgraded(upgrades, saved);
      } catch (thrown) {
        const error = asCoinbaseError(thrown, 'CONFIG_VERSION');
        return refuse ? refuse(this, saved, error) : refuseMessages(red, this, saved, error, refusedClosed);
      }
      construct.call(this, config);
    },
    ...(credentials ? [{ credentials }] : []),
  );
}

function refuseMessages(
  red: Red,
  node: RedNode,
  saved: NodeConfig,
  error: CoinbaseError,
  closed: NodeKind['refusedClosed'],
): void {
  node.warn(error.message);
  attachNode(red, node, saved, {
    fallback: () => error.code,
    warning: () => failure(error),
    handle: () => Promise.reject(error),
    ...(closed && { closed: (removed) => closed(node, removed) }),
  });
}
