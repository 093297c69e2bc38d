/** Which API on which host an account uses, as saved in a flow: the closed list. */
export const environmentNames = [
  'local-sandbox',
  'local-sandbox-advanced-trade',
  'exchange-sandbox',
  'exchange',
  'advanced-trade',
  'coinbase-app',
  'prime',
  'international',
  'custom',
] as const;

export type EnvironmentName = (typeof environmentNames)[number];
