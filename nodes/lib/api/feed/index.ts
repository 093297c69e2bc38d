/** Live data from Coinbase's feeds. */
export type * from './types';
export { feedAddresses } from './addresses';
export { createApiFeed, shareFeed } from './create-feed';
export type { ApiFeed } from './parts';
