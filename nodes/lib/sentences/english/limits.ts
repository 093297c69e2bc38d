/** What a field of the account's limits must be, as clauses. */
export const limit = {
  entries: 'it has more than __most__ entries',
  product: '__text__ is no product id such as BTC-USD',
  sides: 'it must be buy, sell or both',
  currencies: 'it must be a list of currencies with an amount each, such as BTC 0.01, ETH 0.5',
  twice: '__currency__ is there twice',
  amount: 'an amount must be plain decimal text above 0, such as 100 or 0.01',
  percent: 'it must be percent above 0 and at most __most__',
  seconds: 'it must be seconds above 0 and at most __most__',
  tooShort: 'it must be at least 0.001 seconds',
  whole: 'it must be a whole number from 1 to __most__',
  zone: 'it must be the name of a time zone such as Europe/Berlin',
  unusable: "the account's __field__ is __text__, and __reason__",
} as const;
