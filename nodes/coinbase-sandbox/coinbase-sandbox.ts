import { asCoinbaseError } from '../lib/rules/errors';
import {
  provideSandbox,
  registerNode,
  statusOf,
  type NodeConfig,
  type Red,
  type RedNode,
} from '../lib/runtime';
import { startSandbox } from '../lib/sandbox';
import { addResetRoute } from './admin-routes';
import { readOptions, sharedOptions, stateFileOf } from './options';
import { RunningSandboxes } from './running-sandboxes';
import { upgrades } from './upgrades';

/** One set for the process: a sandbox outlives the flows that use it. */
const sandboxes = new RunningSandboxes(startSandbox, () => sharedOptions(process.env));

/** Registers the sandbox: a config node that runs an exchange on this machine, with paper money. */
export = function coinbaseSandbox(red: Red): void {
  provideSandbox(sandboxes);
  addResetRoute(red, sandboxes);

  registerNode(red, { type: 'coinbase-sandbox', upgrades, refuse }, function (config) {
    let closed = false;
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
        .catch((thrown: unknown) => {
          if (!closed) tell(this, thrown);
        });
    } catch (thrown) {
      refuse(this, config, thrown);
    }
  });

  /** A sandbox whose form cannot be used: whoever wants it hears why. */
  function refuse(node: RedNode, _config: NodeConfig, thrown: unknown): void {
    sandboxes.refuse(node.id, asCoinbaseError(thrown, 'ACCOUNT_MISSING'));
    tell(node, thrown);
  }

  function tell(node: RedNode, thrown: unknown): void {
    const { code, message } = asCoinbaseError(thrown, 'ACCOUNT_MISSING');
    node.status(statusOf(red, 'paper', { kind: 'misconfigured', key: 'failed', facts: { code } }));
    node.warn(message);
  }
};
