/** A property of the form: a value and where it comes from (`str`, `msg`, `flow`, `global`, `env`, `jsonata`, `json`). */
export interface SignedRequestConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  account: string;
  /** A method, or `use` for `msg.method`, as in the HTTP Request node. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'use';
  /** Whole path with its leading slash; empty for `msg.url`. */
  path: string;
  pathType: string;
  /** Object of query values, or query text; empty for none. */
  query: string;
  queryType: string;
  /** Object of extra headers; empty for `msg.headers`. */
  headers: string;
  headersType: string;
  /** Body of POST, PUT and PATCH; `msg.payload` by default. */
  body: string;
  bodyType: string;
  /** Seconds; empty for `msg.requestTimeout` (milliseconds, as in the HTTP Request node) or 30 s. */
  timeout: string;
  /** A GET's list: its first page, all pages as one array, or one message a page. */
  pages: 'first' | 'all' | 'each';
  /** Pages at most; empty for 10. */
  mostPages: string;
  /** Adds how the request was signed at `msg.coinbase.explain`. */
  explain: boolean;
  /** Sends a refusal on as an ordinary message instead of to Catch. */
  sendRefusals: boolean;
  /** Live only: allow requests that change something. */
  allowChanges: boolean;
  /** Live only: allow withdrawals, transfers and the address book. */
  allowTransfers: boolean;
}
