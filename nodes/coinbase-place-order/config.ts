/** Each `x` has its `xType`: `str`, `msg`, `flow`, `global`, `env` or `jsonata`. */
export interface PlaceOrderConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  /** `place`, or `preview`: what the order would cost and get, without placing it; with actionType `str`. */
  action: string;
  actionType: string;
  /** `form`: each field as the form says. `payload`: the whole order from `msg.payload`, in Coinbase's field names. */
  source: 'form' | 'payload';
  product: string;
  productType: string;
  /** `buy` or `sell` with sideType `str`. */
  side: string;
  sideType: string;
  /** `market`, `limit`, `stop-limit` or `bracket` with orderTypeType `str`. */
  orderType: string;
  orderTypeType: string;
  amount: string;
  amountType: string;
  /** What the amount counts: base currency, quote currency, or percent of what is available. */
  amountUnit: 'base' | 'quote' | 'percent';
  /** The limit price; of a bracket, where it takes the profit. */
  price: string;
  priceType: string;
  /**
   * Stop-limit and bracket: the last trade's price that sets the limit order off, or changes its price; at or below it for
   * a sell, above for a buy.
   */
  stopPrice: string;
  stopPriceType: string;
  /** Bracket only: its limit price once the stop price is reached. */
  stopLimitPrice: string;
  stopLimitPriceType: string;
  timeInForce: 'GTC' | 'GTT' | 'IOC' | 'FOK';
  /** GTT only. */
  cancelAfter: 'min' | 'hour' | 'day';
  postOnly: boolean;
  /** Self-trade prevention. */
  stp: 'dc' | 'co' | 'cn' | 'cb';
  /** A UUID for the order, usually empty: one is made. */
  clientOid: string;
  clientOidType: string;
  /**
   * Which messages are one order: `each` for itself; `message`: the same message (and part of it) again is no new order;
   * `key`: messages with the same key.
   */
  once: 'each' | 'message' | 'key';
  key: string;
  keyType: string;
  /** When the message goes out: once the exchange accepted the order, or once it is done. */
  waitFor: 'accepted' | 'done';
  /** Longest wait for `done`, seconds. */
  waitSeconds: string;
  /** What happens when that wait is over and the order is still open. */
  afterWait: 'leave' | 'cancel';
  /** Adds the wire's own object at `msg.coinbase.raw`. */
  raw: boolean;
}
