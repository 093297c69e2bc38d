import { asCoinbaseError } from '../lib/rules/errors';
import { provideSandbox, statusOf, type Red } from '../lib/runtime';
import { startSandbox } from '../lib/sandbox';
import { addResetRoute } from './admin-routes';
import { readOptions, sharedOptions, stateFileOf } from './options';
import { RunningSandboxes } from './running-sandboxes';

/** One set for the process: a sandbox outlives the flows that use it. */
const sandboxes = new RunningSandboxes(startSandbox, () => sharedOptions(process.env));

/** Registers the sandbox: a config node that runs an exchange on this machine, with paper money. */
export = function coinbaseSandbox(red: Red): void {
  provideSandbox(sandboxes);
  addResetRoute(red, sandboxes);

  red.nodes.registerType('coinbase-sandbox', function (config) {
    red.nodes.createNode(this, config);
    let closed = false;
    const fail = (thrown: unknown): void => {
      if (closed) return;
      const error = asCoinbaseError(thrown, 'ACCOUNT_MISSING');
      this.status(
        statusOf(red, 'paper', { kind: 'misconfigured', key: 'failed', facts: { code: error.code } }),
      );
      this.warn(error.message);
    };
    this.on('close', (removed, done) => {
      closed = true;
      const ended = removed ? sandboxes.remove(this.id) : sandboxes.save(this.id);
      ended
        .catch((thrown: unknown) => this.warn(asCoinbaseError(thrown, 'ACCOUNT_MISSING').message))
        .finally(done);
    });
    try {
      sandboxes
        .deploy(this.id, readOptions(config, stateFileOf(this.id, red.settings.userDir)))
        .then(({ port }) => {
          if (closed) return;
          this.status(
            statusOf(red, 'paper', { kind: 'well', key: 'listening', values: { port }, facts: { port } }),
          );
        })
        .catch(fail);
    } catch (thrown) {
      sandboxes.refuse(this.id, asCoinbaseError(thrown, 'ACCOUNT_MISSING'));
      fail(thrown);
    }
  });
};
