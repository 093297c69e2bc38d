import type { Upgrades } from '../lib/rules/upgrades';

/** How saved accounts became what {@link import('./config').AccountConfig} says. */
export const upgrades: Upgrades = [
  {
    add: {
      origin: '',
      scheme: 'exchange',
      sandbox: '',
      keyFile: '',
      limiter: 'exchange',
      limits: {},
      tradingState: '',
      deadManSeconds: '',
      lapse: '',
    },
  },
];
