import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { systemClock } from '../lib/rules/clock';
import { deployedAccounts, type Red } from '../lib/runtime';
import { addAdminRoutes } from './admin-routes';
import { createLookout } from './look';

/** The runtime half of the sidebar: a plugin, so it is there once, whatever is deployed. */
export = function coinbaseSidebar(red: Red): void {
  const deployed = () => deployedAccounts<Connection, Desk>(red);
  addAdminRoutes(red, { deployed, lookout: createLookout(deployed, systemClock) });
};
