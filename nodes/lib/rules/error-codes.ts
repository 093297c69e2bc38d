/**
 * Every error this package reports: one code, what it means, what to do. The README's table is made from this
 * list by a test; nothing else repeats these texts.
 */
export const errorCodes = {
  ACCOUNT_MISSING: {
    what: 'No usable Coinbase account',
    fix: 'Choose an account in the node, and make sure that the account is deployed and not disabled.',
  },
  CONFIG_VERSION: {
    what: 'This version of the package cannot read what the form saved',
    fix: 'Update @redtrade/node-red-coinbase on this Node-RED, or take a new node and fill its form in again.',
  },
  CREDENTIAL_INVALID: {
    what: 'The credential cannot be used',
    fix: 'Open the account, paste key, secret and passphrase again, and deploy.',
  },
  SIGNATURE_REJECTED: {
    what: 'Coinbase did not accept the signature',
    fix: 'Check that key, secret and passphrase belong together and to this environment.',
  },
  CLOCK_SKEW: {
    what: "This machine's clock differs too much from Coinbase's",
    fix: 'Turn on time synchronisation (NTP) on this machine.',
  },
  PERMISSION_DENIED: {
    what: 'The key may not do this',
    fix: 'Give the key the permission it needs (View to read, Trade to order; never Transfer), or use another key. A CDP key reaches only the portfolio that it was made for.',
  },
  PATH_REFUSED: {
    what: 'This request is not allowed to leave',
    fix: "Give the whole path as the API's documentation prints it, for example /accounts; see the node's help for what is refused and why.",
  },
  RATE_LIMITED: {
    what: 'Coinbase asks for fewer requests',
    fix: 'Send fewer messages a second, or put a Delay node in rate-limit mode before this node.',
  },
  RATE_QUEUE_FULL: {
    what: 'Too many requests are waiting already',
    fix: 'Send fewer messages a second, or put a Delay node in rate-limit mode before this node.',
  },
  NOT_FOUND: {
    what: 'Coinbase does not know this',
    fix: 'Check the id and the environment. An order that was canceled without a fill is forgotten by the exchange.',
  },
  TIMEOUT: {
    what: 'No answer in time',
    fix: 'Try again; a longer time-out can be set in the node.',
  },
  ABORTED: {
    what: 'The request was given up because the node was stopped or reset',
    fix: 'Send the message again.',
  },
  NETWORK: {
    what: 'Coinbase cannot be reached',
    fix: "Check this machine's network, name resolution and proxy.",
  },
  RESPONSE_NOT_JSON: {
    what: 'The answer is not JSON',
    fix: "Check that the account's URL is an API address and that no proxy answers in its place.",
  },
  RESPONSE_EMPTY: {
    what: 'The answer is empty',
    fix: 'Try again; if it stays, check the path.',
  },
  RESPONSE_TOO_LARGE: {
    what: 'The answer is larger than this node reads',
    fix: 'Ask for less: set a limit, a product or a shorter time range.',
  },
  RESPONSE_CUT: {
    what: 'The connection ended in the middle of the answer',
    fix: 'Try again; if it stays, look for a proxy that cuts connections.',
  },
  REDIRECT_REFUSED: {
    what: 'The answer is a redirect, and signed requests are never redirected',
    fix: "Set the account's URL to the address that the API's documentation gives.",
  },
  EXCHANGE_UNAVAILABLE: {
    what: 'Coinbase reports trouble of its own',
    fix: 'Wait and try again; status.exchange.coinbase.com tells of outages.',
  },
  REQUEST_REFUSED: {
    what: 'Coinbase refused the request',
    fix: "Read the exchange's own words and correct the request.",
  },
  PRODUCT_UNKNOWN: {
    what: 'This product does not exist here',
    fix: 'Use a product id such as BTC-USD that this environment trades.',
  },
  ORDER_INVALID: {
    what: 'This is not a valid order',
    fix: 'Correct the field that is named; amounts are plain decimal text such as "0.01".',
  },
  SIZE_BELOW_MINIMUM: {
    what: 'The order is smaller than the product allows',
    fix: 'Order at least the minimum that is named.',
  },
  INSUFFICIENT_FUNDS: {
    what: 'Not enough funds are available',
    fix: 'Order less, or leave room for the fee: a buy holds the fee as well.',
  },
  ORDER_REFUSED: {
    what: 'Coinbase refused the order; nothing was placed',
    fix: "Read the exchange's own words and correct the order.",
  },
  ORDER_NOT_PLACED: {
    what: 'The order was not placed',
    fix: 'It is safe to send the message again.',
  },
  ORDER_UNRESOLVED: {
    what: 'It is not known whether the order was placed',
    fix: 'Look for the client order id in the open orders and fills before ordering again.',
  },
  IDEMPOTENCY_CONFLICT: {
    what: 'This key, or this client order id, was used for a different order',
    fix: 'Use a new one for a new order.',
  },
  LIMIT_EXCEEDED: {
    what: 'A limit of the account forbids this order',
    fix: 'Order less, or change the limit in the account.',
  },
  TRADING_HALTED: {
    what: 'Trading is halted',
    fix: 'Set the trading switch to active when you want orders again.',
  },
  COMMAND_UNKNOWN: {
    what: 'The node does not know this command, and did nothing',
    fix: "Send one of the commands that the node's help lists.",
  },
  SETTING_INVALID: {
    what: 'A setting of the node cannot be used',
    fix: 'Open the node, correct the field that is named, and deploy.',
  },
  LIVE_ORDERS_OFF: {
    what: 'Live orders are not allowed on this account',
    fix: 'Open the account, allow live orders in its tab "Live orders", and deploy. Another key or another URL takes that back.',
  },
  JOURNAL_UNAVAILABLE: {
    what: 'The order journal cannot be used',
    fix: 'Mend what is named. Until then no order is sent; cancels still work.',
  },
  RECONCILING: {
    what: 'Earlier orders are still being checked',
    fix: 'Wait until the account has found out what became of them.',
  },
  FEED_STALE: {
    what: 'Live data is out of date',
    fix: 'Wait for the feed to reconnect.',
  },
  ALERT_INVALID: {
    what: 'This alert cannot be watched for',
    fix: "Correct the field that is named in the node's form, or the property that brings it.",
  },
  VALUE_INVALID: {
    what: 'The message brings no value to watch',
    fix: 'Send a number, numeric text, or an object with the field that the node names, such as a ticker with price.',
  },
  TOO_MANY_TOPICS: {
    what: 'The alert watches as many topics as it can',
    fix: 'Name one topic in the node, use one state for all topics, or send msg.reset to forget the topics so far.',
  },
} as const satisfies Record<string, { what: string; fix: string }>;

export type ErrorCode = keyof typeof errorCodes;
