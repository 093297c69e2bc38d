/** Environments of the sandbox inside this Node-RED: no key, no address. */
const LOCAL: readonly unknown[] = ['local-sandbox', 'local-sandbox-advanced-trade'];

export function isLocal(environment: unknown): boolean {
  return LOCAL.includes(environment);
}

/** Whether it never reaches real money. */
export function isPaper(environment: unknown): boolean {
  return isLocal(environment) || environment === 'exchange-sandbox';
}
