/** Why an order cannot be said, in the middle of a sentence. */
export const order = {
  bracketWaits: 'a bracket waits in the book, so it cannot be __life__',
  noStp:
    'Coinbase Advanced Trade lets nobody choose what happens to a self-trade; leave it at dc, which is not sent',
  noProfile: 'Coinbase Advanced Trade has portfolios instead, and each key belongs to one; leave it out',
  sellsBySize: 'Coinbase Advanced Trade sells at market by size (base amount) alone; give the size',
  otherBracket:
    'a bracket of Coinbase Advanced Trade has no limit price for its stop, so it is not the same order; ' +
    'a message may give its own as order_configuration.trigger_bracket_gtc',
  stopWaits: 'a stop of Coinbase Advanced Trade waits in the book once it fired, so it cannot be __life__',
} as const;
