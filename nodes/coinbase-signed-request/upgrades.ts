import type { Upgrades } from '../lib/rules/upgrades';

/** How saved forms became what {@link import('./config').SignedRequestConfig} says. */
export const upgrades: Upgrades = [
  {
    add: {
      pages: 'first',
      mostPages: '10',
      explain: false,
      sendRefusals: false,
      allowChanges: false,
      allowTransfers: false,
    },
  },
];
