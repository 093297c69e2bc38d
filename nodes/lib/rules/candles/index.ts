export {
  CandleKeeper,
  GRACE_MS,
  MOST_BACK,
  type FinalCandle,
  type KeeperOptions,
  type MissingSpan,
} from './keeper';
export { startOf } from './span';
