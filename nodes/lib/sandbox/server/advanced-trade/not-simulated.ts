/** An endpoint of Advanced Trade that this sandbox leaves out. */
export interface NotSimulated {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v3/brokerage`, as the documentation prints it. */
  readonly path: string;
  /** For people: one clause. */
  readonly summary: string;
}

/** What the documentation lists and the sandbox answers with 404, "not simulated", or refuses as an order. */
export const notSimulated: readonly NotSimulated[] = [
  { method: 'POST', path: '/orders/close_position', summary: 'closes a position of futures' },
  { method: 'POST', path: '/portfolios', summary: 'a new portfolio' },
  { method: 'POST', path: '/portfolios/move_funds', summary: 'money between portfolios' },
  { method: 'PUT', path: '/portfolios/{portfolio_uuid}', summary: "a portfolio's new name" },
  { method: 'DELETE', path: '/portfolios/{portfolio_uuid}', summary: 'closes a portfolio' },
  { method: 'POST', path: '/convert/quote', summary: 'what a conversion of currencies costs' },
  { method: 'POST', path: '/convert/trade/{trade_id}', summary: 'converts a currency' },
  { method: 'GET', path: '/convert/trade/{trade_id}', summary: 'one conversion' },
  { method: 'GET', path: '/payment_methods', summary: 'linked banks and cards' },
  { method: 'GET', path: '/payment_methods/{payment_method_id}', summary: 'one of them' },
  { method: 'GET', path: '/cfm/balance_summary', summary: 'US futures: balances, positions, sweeps, margin' },
  { method: 'GET', path: '/intx/portfolio/{portfolio_uuid}', summary: 'perpetual futures' },
];

/** Kinds of order that Advanced Trade knows and the sandbox refuses, as `UNSUPPORTED_ORDER_CONFIGURATION`. */
export const ordersNotSimulated: Readonly<Record<string, string>> = {
  market_market_fok: 'market orders that fill whole or not at all; refused for spot by Advanced Trade too',
  twap_limit_gtd: 'an order in slices over time',
  scaled_limit_gtc: 'a ladder of limit orders',
  attached_order_configuration: 'a bracket that is placed when its order is filled',
};
