import type { Red } from '../lib/runtime';
import { sharedOptions } from './options';
import { registerSandbox } from './register-sandbox';
import { RunningSandboxes } from './running-sandboxes';
import { startPlanned } from './start-planned';

/** One set for the process: a sandbox outlives the flows that use it. */
const sandboxes = new RunningSandboxes(startPlanned(), () => sharedOptions(process.env));

/** Registers the sandbox: a config node that runs an exchange on this machine, with paper money. */
export = function coinbaseSandbox(red: Red): void {
  registerSandbox(red, sandboxes);
};
