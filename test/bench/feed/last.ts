/** The product of the ticker that ends a measurement. */
export const LAST = 'LAST-USD';
