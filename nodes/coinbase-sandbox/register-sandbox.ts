import { asCoinbaseError } from '../lib/rules/errors';
import {
  provideSandbox,
  registerNode,
  StatusLine,
  statusOf,
  type NodeConfig,
  type Red,
  type RedNode,
} from '../lib/runtime';
import { addResetRoute } from './admin-routes';
import { readOptions, stateFileOf } from './options';
import type { RunningSandboxes } from './running-sandboxes';
import { stateOfSandbox } from './state-of-sandbox';
import { upgrades } from './upgrades';

/** Registers the config node of a sandbox; `sandboxes` runs what is deployed. */
export function registerSandbox(red: Red, sandboxes: RunningSandboxes): void {
  provideSandbox(sandboxes);
  addResetRoute(red, sandboxes);

  registerNode(red, { type: 'coinbase-sandbox', upgrades, refuse }, function (config) {
    const line = new StatusLine(red, this, () => 'paper');
    let closed = false;
    let stopWatching = (): void => undefined;
    this.on('close', (removed, done) => {
      closed = true;
      line.stop();
      stopWatching();
      const ended = removed ? sandboxes.remove(this.id) : sandboxes.save(this.id);
      ended
        .catch((thrown: unknown) => this.warn(asCoinbaseError(thrown, 'ACCOUNT_MISSING').message))
        .finally(done);
    });
    try {
      const plan = readOptions(config, stateFileOf(this.id, red.settings.userDir));
      sandboxes
        .deploy(this.id, plan)
        .then((sandbox) => {
          if (closed) return;
          const show = (): void => line.show(stateOfSandbox(sandbox));
          stopWatching = sandbox.onMirrored(show);
          show();
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
}
