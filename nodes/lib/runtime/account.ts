import { CoinbaseError } from '../rules/errors';
import type { TradingState } from '../rules/trading-state';
import type { Red, RedNode } from './red';
import type { RunningSandbox } from './sandbox-seam';

/** `paper`: no real money. */
export type Mode = 'paper' | 'live';

/**
 * What a coinbase-account node is to the nodes that use it. It never hands out the credential.
 * @typeParam C the connection, @typeParam D the order desk, @typeParam E the order events: types that this folder does
 * not know.
 */
export interface Account<C, D = unknown, E = unknown> {
  /** What a person calls it: its name, else its environment. */
  readonly name: string;
  readonly environment: string;
  readonly mode: Mode;
  /** True once the node is closed: look the account up again. */
  readonly closed: boolean;
  /** A live order may be sent. Known once the account is ready or connected; meaningless on paper. */
  readonly liveOrdersAllowed: boolean;
  /**
   * Something was asked of it already: its connection is open, or the sandbox that it uses runs. To look at it then
   * starts nothing.
   */
  readonly inUse: boolean;
  /** The order desk, where somebody opened it already: for those who only look. */
  readonly openDesk: D | undefined;
  /** Resolves when the account's own settings can be used. @throws CoinbaseError with what is wrong. */
  ready(): Promise<void>;
  /**
   * The one connection of this account, opened on first use; never to be released by the caller.
   * @throws CoinbaseError CREDENTIAL_INVALID, ACCOUNT_MISSING (its sandbox is not there).
   */
  connection(): Promise<C>;
  /**
   * Hears each connection that takes the place of another one, or is the first. The returned function ends it.
   */
  onConnection(listen: (connection: C) => void): () => void;
  /**
   * The one order desk of this account's key, opened on first use; never to be closed by the caller. Its journal may
   * still be read, or be unavailable: orders say so themselves.
   * @throws as {@link Account.connection}; CoinbaseError ACCOUNT_MISSING where the environment has no orders.
   */
  desk(): Promise<D>;
  /**
   * What is told of the own orders of this account's key, opened on first use; never to be closed by the caller.
   * @throws as {@link Account.desk}.
   */
  orderEvents(): Promise<E>;
  /**
   * The trading switch that every request of this key keeps to, as it is whenever it is asked; also where the environment
   * has no orders, for another account may have them with the same key at the same address.
   * @throws as {@link Account.connection}; CoinbaseError JOURNAL_UNAVAILABLE while nobody can say what it is.
   */
  tradingSwitch(): Promise<{ readonly state: TradingState }>;
  /**
   * Hears the desk, and the next one after a change of key; opened for it where that starts nothing else. The returned
   * function ends it.
   */
  onDesk(listen: (desk: D) => void): () => void;
  /** The sandbox in this process that it uses, where that runs already; undefined for every other account. */
  runningSandbox(): Promise<RunningSandbox> | undefined;
  register(user: RedNode): void;
  deregister(user: RedNode): void;
}

/** Kept beside the nodes, so that no other package's node can reach an account through its config node. */
const accounts = new WeakMap<object, Account<unknown>>();

/** Called by the account's node while it is constructed. */
export function offerAccount(node: RedNode, account: Account<unknown>): void {
  accounts.set(node, account);
}

/** An account and the id of its config node. */
export interface DeployedAs<C, D> {
  readonly id: string;
  readonly account: Account<C, D>;
}

/** Every account that is deployed now, for those who look at all of them. */
export function deployedAccounts<C, D = unknown>(red: Red): readonly DeployedAs<C, D>[] {
  const found: DeployedAs<C, D>[] = [];
  red.nodes.eachNode(({ id, type }) => {
    const node = type === 'coinbase-account' ? red.nodes.getNode(id) : undefined;
    const account = node ? (accounts.get(node) as Account<C, D> | undefined) : undefined;
    if (account && !account.closed) found.push({ id, account });
  });
  return found;
}

/** What a node knows of the account that its form names. */
export interface AccountLink<C, D = unknown, E = unknown> {
  /** The account now, or undefined while there is none. */
  peek(): Account<C, D, E> | undefined;
  /** @throws CoinbaseError ACCOUNT_MISSING saying why. */
  get(): Account<C, D, E>;
  /** Ends this node's use of the account. */
  release(): void;
}

/** Links a node to its account. The account may be missing, disabled, or not an account at all. */
export function linkAccount<C, D = unknown, E = unknown>(
  red: Red,
  user: RedNode,
  id: unknown,
): AccountLink<C, D, E> {
  let known: Account<C, D, E> | undefined;
  const peek = (): Account<C, D, E> | undefined => {
    if (known && !known.closed) return known;
    const node = typeof id === 'string' && id !== '' ? red.nodes.getNode(id) : undefined;
    known = node ? (accounts.get(node) as Account<C, D, E> | undefined) : undefined;
    if (known?.closed) known = undefined;
    known?.register(user);
    return known;
  };
  return {
    peek,
    get() {
      const account = peek();
      if (account) return account;
      const why =
        typeof id === 'string' && id !== ''
          ? 'the account that this node names is missing, disabled or not an account'
          : 'this node names no account';
      throw new CoinbaseError('ACCOUNT_MISSING', why);
    },
    release: () => known?.deregister(user),
  };
}
