import type { EnvironmentName } from '../lib/rules/environment-names';
import type { CancelAfter } from '../lib/rules/orders';
import type { LimitFields } from '../lib/rules/limits/types';
import type { TradingState } from '../lib/rules/trading-state';

/** The form's properties, as saved in the flow. */
export interface AccountConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  environment: EnvironmentName;
  /** Another origin than the environment's own; empty for none. HTTPS except on loopback. */
  origin: string;
  /** How requests are signed, for the environment `custom`; the others know. */
  scheme: 'exchange' | 'cdp' | 'prime' | 'international' | 'coinbase-app';
  /** Id of a coinbase-sandbox node; empty for the shared default. Local sandbox only. */
  sandbox: string;
  /** Path of a file that holds the credential; empty when it is typed into the form. */
  keyFile: string;
  /** `exchange` keeps to the exchange's documented rate limit; `off` sends at once (for local servers). */
  limiter: 'exchange' | 'off';
  /** Texts as in the form. Absent in accounts from before there were limits: the environment's defaults. */
  limits?: LimitFields;
  /** The loosest state that the account allows; empty: as the trading switch says. */
  tradingState?: '' | Exclude<TradingState, 'active'>;
  /** Dead man's switch, seconds as text; empty: off. */
  deadManSeconds?: string;
  /** Lifetime that resting orders are sent with, and renewed; empty: until they are canceled. */
  lapse?: '' | CancelAfter;
}

/** Kept by Node-RED apart from the flow, never exported. All are of type `password`. */
export interface AccountCredentials {
  coinbaseAccountKey?: string;
  coinbaseAccountSecret?: string;
  coinbaseAccountPassphrase?: string;
  /** Proof that a person allowed live orders for this key and origin; see the live permit in the README. */
  coinbaseAccountLivePermit?: string;
}
