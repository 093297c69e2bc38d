import { asCoinbaseError, type CoinbaseError } from '../lib/rules/errors';
import { offerAccount, statusOf, type Red } from '../lib/runtime';
import { addAdminRoutes, createDirectory } from './admin-routes';
import { DeployedAccount } from './deployed-account';
import { placeOf, type Place } from './place';

/** Registers the account: a config node that holds a credential and the one connection made with it. */
export = function coinbaseAccount(red: Red): void {
  const directory = createDirectory(red);

  red.nodes.registerType(
    'coinbase-account',
    function (config) {
      red.nodes.createNode(this, config);
      const account = new DeployedAccount({
        node: this,
        config,
        credentials: this.credentials ?? {},
        userDir: red.settings.userDir,
        place: readPlace(config.environment, config.origin, config.scheme),
      });
      this.users = {};
      offerAccount(this, account);
      directory.add(this, account);
      this.on('close', (_removed, done) => void account.close().then(done, done));
      // After the nodes that use it are there: they carry its status and errors into their flows.
      setImmediate(() => {
        account.ready().catch((thrown: unknown) => {
          if (account.closed) return;
          const error = asCoinbaseError(thrown, 'CREDENTIAL_INVALID');
          const state = { kind: 'misconfigured', key: 'badAccount', facts: { code: error.code } } as const;
          this.status(statusOf(red, account.mode, state));
          this.warn(error.message);
        });
      });
    },
    {
      credentials: {
        coinbaseAccountKey: { type: 'password' },
        coinbaseAccountSecret: { type: 'password' },
        coinbaseAccountPassphrase: { type: 'password' },
        coinbaseAccountLivePermit: { type: 'password' },
      },
    },
  );

  addAdminRoutes(red, directory.find);
};

function readPlace(environment: unknown, origin: unknown, scheme: unknown): Place | CoinbaseError {
  try {
    return placeOf(environment, origin, scheme);
  } catch (thrown) {
    return asCoinbaseError(thrown, 'ACCOUNT_MISSING');
  }
}
