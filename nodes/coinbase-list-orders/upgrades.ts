import type { Upgrades } from '../lib/rules/upgrades';

/** How saved forms became what {@link import('./config').ListOrdersConfig} says. */
export const upgrades: Upgrades = [
  { add: { fills: false, most: '', output: 'array' } },
  { rename: { status: 'orderStatus' }, add: { orderStatus: 'open' } },
];
