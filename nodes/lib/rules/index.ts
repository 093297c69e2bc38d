/** Rules without I/O: amounts, orders, what may be sent, errors. */
export * from './clock';
export * from './decimal';
export * from './error-codes';
export * from './errors';
export * from './orders';
export * from './order-states';
export * from './caller-headers';
export * from './request-gate';
export * from './shapes';
export * from './target';
export * from './token-bucket';
export * from './order-fields';
export * from './order-payload';
export * from './outcomes';
export * from './plan-order';
