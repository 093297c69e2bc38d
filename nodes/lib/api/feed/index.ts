/** Live data from Coinbase's feeds. */
export type * from './types';
