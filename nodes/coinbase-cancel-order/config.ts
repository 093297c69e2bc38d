/** Each `x` has its `xType`: `str`, `msg`, `flow`, `global`, `env` or `jsonata`. */
export interface CancelOrderConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  scope: 'id' | 'clientOid' | 'product' | 'all';
  /** The order id, client order id or product id that the scope asks for; unused for `all`. */
  target: string;
  targetType: string;
}
