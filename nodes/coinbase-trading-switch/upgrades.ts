import type { Upgrades } from '../lib/rules/upgrades';

/** How saved forms became what {@link import('./config').TradingSwitchConfig} says. */
export const upgrades: Upgrades = [{ add: { cancelAll: false } }];
