/** Limits of orders, pure: read from texts, evaluated, and the sums behind them. */
export * from './types';
export { liveDefaults } from './defaults';
export { checkLimitField, parseLimits, type LimitFieldName } from './fields';
export { evaluate } from './evaluate';
export { refusalOf } from './refusal';
export { FigureUnknown, type LimitFacts, type LossToday } from './facts';
export { dayAt, isIn, type Day } from './day';
export { createLots, type Lots, type Trade } from './lots';
export {
  canRest,
  currenciesOf,
  leastOf,
  likeness,
  meetsMarket,
  sizeOf,
  valueOf,
  waitingPrice,
} from './worth';
