/** Why a request failed, as clauses. */
export const network = {
  refused: 'nothing listens there (connection refused)',
  unknownHost: 'the host name is unknown',
  noNames: 'name resolution does not work at the moment',
  noRoute: 'there is no route to the host',
  unreachable: 'the network is unreachable',
  down: 'the network is down',
  notAccepted: 'the connection was not accepted in time',
  noPort: 'this machine has no free address or port for a connection',
  closedEarly: 'the connection was closed before it was set up',
  noTls: 'the encrypted connection could not be set up',
  certificateExpired: "the server's certificate has expired",
  certificateEarly: "the server's certificate is not valid yet; check this machine's clock",
  selfSigned: "the server's certificate is self-signed",
  unknownChain: "the server's certificate is signed by an unknown authority (a proxy that inspects traffic?)",
  unverified: "the server's certificate cannot be verified",
  unknownAuthority: "the server's certificate is signed by an unknown authority",
  otherName: "the server's certificate is for another host name",
  notTls: 'the server does not speak TLS on this port',
  closed: 'the account was closed',
  cut: 'it stopped before its end',
  failed: 'the connection failed (__code__)',
  noHttp: 'what answers there does not speak HTTP',
  largeHeaders: "the answer's headers are too large",
  lost: 'the connection was lost before an answer came (__code__)',
  answered: 'status __status__ with __text__',
  empty: 'status __status__ with nothing',
  timeOut: 'nothing came within __seconds__ s',
  calledOff: 'it was called off',
  queue: '__waiting__ requests wait for the rate limit',
  turn: 'the time-out passed while it waited for its turn',
  large: 'it has more than 8 MiB',
  pointsTo: 'status __status__ points to __host__',
  pointsBack: 'status __status__ points to another path of the same host',
} as const;

/** What a good answer should have been; a list by its name in the API. */
export const answer = {
  list: 'it is JSON, but not a list of __what__',
  rest: 'it is JSON, but not the rest of a list',
  object: 'it is JSON, but not an object',
  order: 'it is JSON, but not an order',
  asked: 'it is JSON, but not the order that was asked for',
  canceled: 'it is JSON, but not a list of canceled orders',
  change: 'it is JSON, but not the answer to a change of an order',
  preview: 'it is JSON, but not a preview of an order',
  breakdown: 'it is JSON, but not a breakdown of a portfolio',
  lastTrade: 'it is JSON, but not the last trade of __product__',
  ticker: 'it is JSON, but not the ticker of __product__',
  book: 'it is JSON, but not an order book',
  fees: 'it is JSON, but not fee rates',
} as const;

/** Why it is not known whether an order exists. */
export const unresolved = {
  sent: 'order __id__ for __product__ was sent, then __why__; __looked__',
  noTime: 'there was no time to look for it',
  notFound: 'it was not found in __looks__ looks',
  stopped: 'Node-RED was stopped before its answer came',
  noAnswer: 'status __status__ is no answer to an order',
  noOrder: 'status 200 came without an order in it',
  otherOrder: 'status 200 came with another order: its __field__ is __told__, not __asked__',
  unread:
    'Coinbase answered with order __order__, which may be an earlier one with client order id __id__, and it could not be read',
  notWaiting: 'no order __id__ waits for being resolved',
} as const;

/** Why an order is open still when everything was to be canceled. */
export const open = {
  unknown: 'it is not known yet whether the exchange has it',
  unseen: 'what is open still cannot be seen: __why__',
  notCanceled: 'the exchange did not cancel it',
  underWay: 'Coinbase took its cancel, which is not carried out yet',
} as const;

/** Why it is not known that an order is canceled. */
export const cancel = {
  lost: 'the cancel left, but no answer came',
  answered: 'the exchange answered the cancel (__kind__)',
  thenUnread: '__heard__, then the order could not be read: __why__',
  saysDone: 'Coinbase says that the order is done',
  taken: 'Coinbase took the cancel',
  still: 'order __id__ is still __status__',
  unread: 'the order cannot be read yet',
  notDone: '__heard__, but __is__: it may still fill, and is not known to be canceled yet',
  not: 'order __id__ was not canceled; it is __status__',
} as const;

/** What the exchange's refusals mean; its own words follow, as they are. */
export const refusal = {
  incomplete: 'the request carried no complete credential',
  signature: 'the secret does not belong to this key, or what was signed is not what arrived',
  key: 'this environment does not know the key; keys of the sandbox and of production are separate, and a coinbase.com key is not an Exchange key',
  passphrase:
    "the passphrase is not this key's; it was chosen when the key was made and is not the login password",
  clock: 'the time stamp is more than 30 s away from the exchange',
  address: "this machine's address is not on the key's list",
  unauthorized:
    'Coinbase does not know this key, or its secret or private key, its passphrase, the clock or what was signed does not fit',
  permission: 'the key lacks the permission',
  restricted: 'the Coinbase account, not the key, is restricted',
  region: 'this product is not traded for your account or region',
  noAccess: 'this user has no access to Coinbase Exchange',
  pro: 'this host is Coinbase Pro, closed since 2024; use https://api.exchange.coinbase.com',
  feedKey: 'Coinbase does not know this key, or its private key or the clock does not fit',
  channel: 'this channel needs a key',
  streams: 'one connection carries the order books of some 16 to 30 products, and this is one more',
  says: 'Coinbase says __words__',
  rejected: 'Coinbase rejected it: __reason__',
  saysWithStatus: 'Coinbase says __words__ (status __status__)',
  status: 'status __status__',
  maybeKey: 'if it stays, the key or its secret may be wrong: the exchange answers 500 to some of those',
} as const;
