import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import type { OrderIntent } from '../../rules/orders';
import type { PreviewParts } from '../preview';
import type { DeskCore } from './core';
import { checkSwitch } from './place';

/** Longest wait for the journal and the figures of the limits, milliseconds. */
const PROBE_MS = 10_000;

/** What a desk would say to an order: its limits, and everything that would hold it back. */
export function outlookOf(
  core: DeskCore,
  refusal: CoinbaseError | undefined,
): Pick<PreviewParts, 'probe' | 'held'> {
  return {
    async probe(intent, product) {
      await core.records.open();
      return core.limits.probe(intent, product, { timeoutMs: PROBE_MS });
    },
    held: (intent) => {
      const all = [
        refusal,
        core.recovering,
        core.blocked.refusal(intent.product_id),
        core.records.trouble,
        switchRefusal(core, intent),
      ];
      return all.flatMap((error) => (error ? [error.message] : []));
    },
  };
}

function switchRefusal(core: DeskCore, intent: OrderIntent): CoinbaseError | undefined {
  try {
    checkSwitch(core, intent);
    return undefined;
  } catch (thrown) {
    return asCoinbaseError(thrown, 'TRADING_HALTED');
  }
}
