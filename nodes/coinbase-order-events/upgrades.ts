import type { Upgrades } from '../lib/rules/upgrades';

/** How saved forms became what {@link import('./config').OrderEventsConfig} says: nothing has changed yet. */
export const upgrades: Upgrades = [{}];
