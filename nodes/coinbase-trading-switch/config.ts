/** The form's properties, as saved in the flow. */
export interface TradingSwitchConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  /** What a message does: `active`, `reducing`, `halted` or `status` for `str`, else where the command comes from. */
  command: string;
  commandType: string;
  /** Whether everything that is open is canceled whenever trading is halted. */
  cancelAll: boolean;
}
