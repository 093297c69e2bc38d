/** What every form of this package does when it opens. */
import type { Upgrades } from '../rules/upgrades';
import { OWNER } from './fields';
import { liveStrip, offerAccount } from './live-strip';
import { reachButtons } from './names';
import { noMessageLine, readsLine } from './reads';
import { reasonLines } from './reasons';
import { sharedText } from './shared-text';
import { showUpgraded } from './version';

export * from './fields';
export { liveLabel } from './account';
export { saveVersion, versionField } from './version';
export { tabbed } from './tabs';

interface OpenedNode {
  readonly id: string;
  readonly account?: unknown;
  readonly _def: EditorDefinition;
}

interface FormOptions {
  /** How older saved forms became what this one is. */
  readonly upgrades?: Upgrades;
  /** Message properties that the node reads besides those of its typed fields, as the form is now: `headers`. */
  readonly alsoReads?: () => readonly string[];
  /** What a true msg.reset does, where it is not what it does to the others. */
  readonly reset?: string;
}

export interface OpenForm {
  readonly element: HTMLElement;
  /** Calls `changed` whenever something in the form has changed, once for what changes together, and once it is open. */
  follow(changed: () => void): void;
}

/**
 * Marks the open form as this node's, brings it up to date, and adds what every form has: the strip of a live account,
 * the reasons below wrong fields, and the line of what it reads from a message. Call it first in `oneditprepare`.
 * @param anyField selector of one of its fields.
 */
export function openForm(node: OpenedNode, anyField: string, options: FormOptions = {}): OpenForm {
  const { upgrades = [], alsoReads = () => [], reset = sharedText('reads.reset') } = options;
  const form = $(anyField).closest('.coinbase-form').attr(OWNER, node.id);
  const [element] = form.get();
  if (!element) throw new RangeError(`there is no form around ${anyField}`);
  showUpgraded(node, upgrades);
  reachButtons(form);
  const listeners = [reasonLines(element, node)];
  if (node._def.category === 'config') noMessageLine(element);
  else {
    offerAccount(node.account);
    liveStrip(element);
    listeners.push(readsLine(element, node, { alsoReads, reset }));
  }
  let waiting = false;
  // After each of the fields that change together has shown or hidden its rows.
  form.on('change input keyup', () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      for (const changed of listeners) changed();
    }, 0);
  });
  return { element, follow: (changed) => void listeners.push(changed) };
}
