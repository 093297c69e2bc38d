/** The version of what a form saves: checked wherever a flow is loaded, brought up to date where a form is opened. */
import { CoinbaseError } from '../rules/errors';
import { upgraded, VERSION_FIELD, type Saved, type Upgrades } from '../rules/upgrades';
import { openFormOf, textOf } from './fields';
import { sharedText } from './shared-text';

/** A node as the editor has it, with what its type declares. */
interface VersionedNode {
  readonly id: string;
  readonly _def: EditorDefinition;
}

/** The field `configVersion` of a type's `defaults`. */
export function versionField(upgrades: Upgrades): FieldDefinition<number> {
  return {
    value: upgrades.length,
    validate(value, _options) {
      return upgradedOr(upgrades, { [VERSION_FIELD]: value })
        ? true
        : sharedText('newer', { found: numberOr(value, '?') });
    },
  };
}

/** Nothing else of an imported flow is repeated: the editor shows a validator's answer as HTML. */
function numberOr(version: unknown, otherwise: string): string {
  const text = textOf(version);
  return /^\d{1,6}$/.test(text) ? text : otherwise;
}

/** Shows what the newest version makes of an older form; nothing is saved by that. */
export function showUpgraded(node: VersionedNode, upgrades: Upgrades): void {
  for (const [name, value] of changesOf(node, upgrades)) {
    const input = openFormOf(node).find(`#node-input-${name}, #node-config-input-${name}`);
    if (input.attr('type') === 'checkbox') input.prop('checked', value === true);
    else if (typeof value !== 'object') input.val(textOf(value));
  }
}

/** To be called in `oneditsave`: the form is of the newest version from here on. The editor saves what is in its fields. */
export function saveVersion(node: VersionedNode, upgrades: Upgrades): void {
  for (const [name, value] of changesOf(node, upgrades)) {
    const input = openFormOf(node).find(`#node-input-${name}, #node-config-input-${name}`);
    if (input.length === 0) Object.assign(node, { [name]: value });
  }
}

/** What an older form lacks, or says in an older way. */
function changesOf(node: VersionedNode, upgrades: Upgrades): (readonly [string, unknown])[] {
  const saved = Object.fromEntries(
    Object.keys(node._def.defaults).map((name) => [name, (node as unknown as Saved)[name]] as const),
  );
  return Object.entries(upgradedOr(upgrades, saved) ?? {}).filter(([name, value]) => saved[name] !== value);
}

/** Undefined for a version that this package does not know: its form stays as it is. */
function upgradedOr(upgrades: Upgrades, saved: Saved): Saved | undefined {
  try {
    return upgraded(upgrades, saved);
  } catch (thrown) {
    if (thrown instanceof CoinbaseError) return undefined;
    throw thrown;
  }
}
