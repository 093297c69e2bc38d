import { environments } from '../lib/api';
import { startSandbox, type Sandbox } from '../lib/sandbox';
import { sandboxProducts } from '../lib/sandbox/market';
import { livePrices } from './live-prices';
import type { SandboxPlan } from './options';

/**
 * Starts sandboxes as their forms say.
 * @param origin of the Exchange API whose public feed gives live prices; another one in tests.
 */
export function startPlanned(
  origin: string = environments.exchange.origin,
): (plan: SandboxPlan) => Promise<Sandbox> {
  const productIds = sandboxProducts.map(({ id }) => id);
  return ({ livePrices: isLive, ...plan }) =>
    startSandbox(isLive ? { ...plan, market: livePrices({ origin, productIds }) } : plan);
}
