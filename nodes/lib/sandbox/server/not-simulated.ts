/** An endpoint of the exchange that this sandbox leaves out. */
export interface NotSimulated {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As the exchange's documentation prints it. */
  readonly path: string;
  /** For people: one clause. */
  readonly summary: string;
}

/** The exchange's documented endpoints that answer 404, "not simulated"; a family by its first path. */
export const notSimulated: readonly NotSimulated[] = [
  {
    method: 'GET',
    path: '/accounts/{account_id}/transfers',
    summary: 'deposits and withdrawals of one account',
  },
  { method: 'GET', path: '/transfers', summary: 'deposits and withdrawals' },
  { method: 'GET', path: '/transfers/{transfer_id}', summary: 'one deposit or withdrawal' },
  { method: 'GET', path: '/products/volume-summary', summary: 'volumes of every product' },
  { method: 'GET', path: '/products/spark-lines', summary: 'small price charts' },
  { method: 'POST', path: '/profiles', summary: 'a new profile' },
  { method: 'PUT', path: '/profiles/{profile_id}', summary: "a profile's new name" },
  { method: 'PUT', path: '/profiles/{profile_id}/deactivate', summary: 'closes a profile' },
  { method: 'POST', path: '/profiles/transfer', summary: 'money between profiles' },
  { method: 'POST', path: '/conversions', summary: 'converts a currency, such as USDC to USD' },
  { method: 'GET', path: '/conversions', summary: 'past conversions' },
  { method: 'GET', path: '/conversions/{conversion_id}', summary: 'one conversion' },
  { method: 'GET', path: '/conversions/fees', summary: 'what a conversion costs' },
  { method: 'GET', path: '/users/{user_id}/exchange-limits', summary: 'limits of withdrawals' },
  { method: 'GET', path: '/users/{user_id}/trading-volumes', summary: 'trading volumes' },
  { method: 'POST', path: '/users/{user_id}/settlement-preferences', summary: 'the currency of settlement' },
  { method: 'POST', path: '/withdrawals/crypto', summary: 'a withdrawal to an address' },
  { method: 'POST', path: '/withdrawals/coinbase-account', summary: 'a withdrawal to a Coinbase account' },
  { method: 'POST', path: '/withdrawals/payment-method', summary: 'a withdrawal to a bank' },
  { method: 'POST', path: '/withdrawals/counterparty', summary: 'a withdrawal to a counterparty' },
  { method: 'GET', path: '/withdrawals/fee-estimate', summary: 'what a withdrawal costs' },
  { method: 'POST', path: '/deposits/coinbase-account', summary: 'a deposit from a Coinbase account' },
  { method: 'POST', path: '/deposits/payment-method', summary: 'a deposit from a bank' },
  { method: 'GET', path: '/payment-methods', summary: 'linked banks and cards' },
  { method: 'GET', path: '/coinbase-accounts', summary: 'linked Coinbase accounts' },
  { method: 'POST', path: '/coinbase-accounts/{account_id}/addresses', summary: 'an address for deposits' },
  { method: 'GET', path: '/address-book', summary: 'saved addresses' },
  { method: 'GET', path: '/reports', summary: 'reports' },
  { method: 'GET', path: '/travel-rules', summary: 'travel rule records' },
  { method: 'GET', path: '/wrapped-assets', summary: 'wrapped assets' },
  { method: 'GET', path: '/loans', summary: 'loans' },
  { method: 'GET', path: '/margin', summary: 'margin' },
];
