import type { Upgrades } from '../lib/rules/upgrades';

/** How saved forms became what {@link import('./config').PlaceOrderConfig} says. */
export const upgrades: Upgrades = [
  {
    add: {
      action: 'place',
      actionType: 'str',
      stopPrice: '',
      stopPriceType: 'str',
      stopLimitPrice: '',
      stopLimitPriceType: 'str',
      cancelAfter: 'hour',
      stp: 'dc',
      once: 'each',
      key: '',
      keyType: 'msg',
      raw: false,
    },
  },
];
