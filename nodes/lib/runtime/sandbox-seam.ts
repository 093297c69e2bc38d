import { CoinbaseError } from '../rules/errors';
import type { MirroredProduct, SandboxConditions } from '../rules/sandbox-conditions';
import { say } from '../sentences';

/** Where a running sandbox listens and the paper key it issued. */
export interface SandboxAccess {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly rest: string;
  readonly key: string;
  readonly secret: string;
  readonly passphrase: string;
  /** The same key for the Advanced Trade face, as Coinbase's portal shows one. */
  readonly cdp: { readonly ecdsa: { readonly name: string; readonly privateKey: string } };
}

/** A sandbox that runs, to be looked at and changed by a person. */
export interface RunningSandbox extends SandboxAccess {
  /** Back to its start: balances, orders, market and conditions. */
  reset(): void;
  readonly conditions: SandboxConditions;
  /** @throws RangeError that names what cannot be; then nothing is changed. */
  setConditions(change: Partial<SandboxConditions>): void;
  /** How every product of a mirrored market stands; undefined where none is mirrored. */
  readonly mirrored: readonly MirroredProduct[] | undefined;
  /** With its next message each feed connection is cut (`terminate`), or stays open and falls silent (`half-open`). */
  feedFault(fault: { readonly kind: 'terminate' | 'half-open' }): void;
}

/** Whoever runs sandboxes in this process. */
export interface SandboxProvider {
  /**
   * The sandbox of the config node `id`, or the shared default, started on first use.
   * @throws CoinbaseError when there is none or when it cannot start.
   */
  use(id: string | undefined): Promise<SandboxAccess>;
  /** The same where it runs or starts already, undefined elsewhere: looking starts nothing. */
  running(id: string | undefined): Promise<RunningSandbox> | undefined;
}

let provider: SandboxProvider | undefined;

/** Called by the sandbox's set when Node-RED loads it: accounts never import the sandbox, so it can be left out. */
export function provideSandbox(given: SandboxProvider | undefined): void {
  provider = given;
}

/** @throws CoinbaseError ACCOUNT_MISSING when the sandbox's set is not installed, or as the provider says. */
export async function useSandbox(id: string | undefined): Promise<SandboxAccess> {
  if (provider) return provider.use(id);
  throw new CoinbaseError('ACCOUNT_MISSING', say('sandbox.notInstalled'));
}

/** The sandbox of the config node `id`, or the shared default, where it runs already. */
export function runningSandbox(id: string | undefined): Promise<RunningSandbox> | undefined {
  return provider?.running(id);
}
