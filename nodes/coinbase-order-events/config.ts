/** The form's properties, as saved in the flow. Numbers are text. */
export interface OrderEventsConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  /** Product ids with commas, blanks or line breaks between them; empty for all. */
  products: string;
  /** Names of the events that are told. */
  events: string[];
  side: 'any' | 'buy' | 'sell';
  /** `flow`: by place-order nodes of the same tab, or of the same subflow instance, and of subflows in it. */
  placedBy: 'anybody' | 'flow';
  /** Seconds without live events that are an error. */
  staleSeconds: string;
}
