import { systemClock } from '../lib/rules/clock';
import type { Red } from '../lib/runtime';
import { registerPriceAlert } from './price-alert';

/** Registers the node that tells when a stream of numbers does something; it needs no account. */
export = function coinbasePriceAlert(red: Red): void {
  registerPriceAlert(red, systemClock);
};
