import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { systemClock } from '../lib/rules/clock';
import { deployedAccounts, type Red } from '../lib/runtime';
import { addAdminRoutes } from './admin-routes';
import { diagnose } from './diagnostics';
import { createLookout } from './look';

/** As the installed package says; by its own name, which is the same in a checkout and where it is installed. */
const { version } = require('@redtrade/node-red-coinbase/package.json') as { readonly version: string };

/** The runtime half of the sidebar: a plugin, so it is there once, whatever is deployed. */
export = function coinbaseSidebar(red: Red): void {
  const deployed = () => deployedAccounts<Connection, Desk>(red);
  const lookout = createLookout(deployed, systemClock);
  const diagnostics = () => diagnose({ red, version, deployed, lookout, clock: systemClock });
  addAdminRoutes(red, { deployed, lookout, diagnostics });
};
