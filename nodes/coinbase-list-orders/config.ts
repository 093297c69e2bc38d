/** Each `x` has its `xType`: `str`, `msg`, `flow`, `global`, `env` or `jsonata`. Empty means no filter. */
export interface ListOrdersConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  /** `list`: all that match. `id` and `clientOid`: one order. */
  scope: 'list' | 'id' | 'clientOid';
  /** Order id or client order id when the scope is one order. */
  order: string;
  orderType: string;
  /**
   * `open`: whatever is not done, waiting stops (`active`) among it. Not `status`, under which Node-RED's editor keeps what
   * the node shows below it.
   */
  orderStatus: 'open' | 'active' | 'done' | 'all';
  product: string;
  productType: string;
  /** ISO 8601, or Unix milliseconds; inclusive. */
  startDate: string;
  startDateType: string;
  endDate: string;
  endDateType: string;
  /** Adds each order's own fills. */
  fills: boolean;
  /** Most orders to return; empty for 1000. */
  most: string;
  /** One message with an array, or a message for each order with `msg.parts`. */
  output: 'array' | 'sequence';
}
