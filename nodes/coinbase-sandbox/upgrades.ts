import type { Upgrades } from '../lib/rules/upgrades';

/** How saved sandboxes became what {@link import('./config').SandboxConfig} says. */
export const upgrades: Upgrades = [
  { add: { market: '', speed: '', rateLimits: true, keepState: false } },
  // A file of candles was replayed where one was named; without one the prices were simulated.
  { addWhereEmpty: { market: { prices: 'simulated' } }, add: { prices: 'candles' } },
];
