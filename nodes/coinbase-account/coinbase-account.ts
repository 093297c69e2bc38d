import { asCoinbaseError, type CoinbaseError } from '../lib/rules/errors';
import {
  offerAccount,
  registerNode,
  statusOf,
  type NodeConfig,
  type Red,
  type RedNode,
} from '../lib/runtime';
import { addAdminRoutes, createDirectory } from './admin-routes';
import { DeployedAccount } from './deployed-account';
import { placeOf, type Place } from './place';
import { upgrades } from './upgrades';

const credentials = {
  coinbaseAccountKey: { type: 'password' },
  coinbaseAccountSecret: { type: 'password' },
  coinbaseAccountPassphrase: { type: 'password' },
  coinbaseAccountLivePermit: { type: 'password' },
} as const;

/** Registers the account: a config node that holds a credential and the one connection made with it. */
export = function coinbaseAccount(red: Red): void {
  const directory = createDirectory(red);

  registerNode(red, { type: 'coinbase-account', upgrades, credentials, refuse: open }, function (config) {
    open(this, config, readPlace(config.environment, config.origin, config.scheme));
  });

  addAdminRoutes(red, directory.find);

  /** @param place the error when the account cannot be used: its nodes tell it. */
  function open(node: RedNode, config: NodeConfig, place: Place | CoinbaseError): void {
    const account = new DeployedAccount({
      node,
      config,
      credentials: node.credentials ?? {},
      userDir: red.settings.userDir,
      place,
    });
    node.users = {};
    offerAccount(node, account);
    directory.add(node, account);
    node.on('close', (_removed, done) => void account.close().then(done, done));
    // After the nodes that use it are there: they carry its status and errors into their flows.
    setImmediate(() => {
      account.ready().catch((thrown: unknown) => {
        if (account.closed) return;
        const error = asCoinbaseError(thrown, 'CREDENTIAL_INVALID');
        const state = { kind: 'misconfigured', key: 'badAccount', facts: { code: error.code } } as const;
        node.status(statusOf(red, account.mode, state));
        node.warn(error.message);
      });
    });
  }
};

function readPlace(environment: unknown, origin: unknown, scheme: unknown): Place | CoinbaseError {
  try {
    return placeOf(environment, origin, scheme);
  } catch (thrown) {
    return asCoinbaseError(thrown, 'ACCOUNT_MISSING');
  }
}
