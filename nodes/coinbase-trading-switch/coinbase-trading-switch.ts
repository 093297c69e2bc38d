import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import {
  attachNode,
  linkAccount,
  propertyReader,
  registerNode,
  type AccountLink,
  type Message,
  type Red,
} from '../lib/runtime';
import { addAdminRoutes } from './admin-routes';
import { answerCommand } from './answer-command';
import type { TradingSwitchConfig } from './config';
import { createOwnEvents } from './own-events';
import { readCommand } from './read-command';
import { watchDesk } from './watch-desk';
import { upgrades } from './upgrades';

/** Registers the node that allows, reduces and halts trading with its account's key. */
export = function coinbaseTradingSwitch(red: Red): void {
  const links = new WeakMap<object, AccountLink<Connection, Desk>>();

  registerNode(red, { type: 'coinbase-trading-switch', upgrades }, function (saved) {
    const config = saved as Partial<TradingSwitchConfig>;
    const properties = propertyReader(red, this, saved, 'COMMAND_UNKNOWN');
    const own = createOwnEvents();
    const cancelAll = config.cancelAll === true;
    const clone = (message: Message): Message => red.util.cloneMessage(message);
    links.set(this, linkAccount<Connection, Desk>(red, this, config.account));

    attachNode<Connection, Desk>(red, this, saved, {
      fallback: () => 'REQUEST_REFUSED',
      start: async (account, outlet) => watchDesk(await account.desk(), outlet, { own, cancelAll }),
      handle: async (job, account) => {
        const command = readCommand(await properties.read('command', job.msg));
        return answerCommand(job, command, { desk: await account.desk(), own, cancelAll, clone });
      },
    });
  });

  addAdminRoutes(red, (id) => {
    const node = red.nodes.getNode(id);
    return node ? links.get(node)?.get() : undefined;
  });
};
