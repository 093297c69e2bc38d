/**
 * Versions of what a node's form saves. A flow keeps the version that it was saved with; a node of a newer package brings
 * it up to date when it is made, and so does the form when it opens. The steps are data, one table for each node type.
 */
import { CoinbaseError } from './errors';
import { shown } from './shapes';

/** The name under which a form saves its version; a form from before there were versions has none, and is version 0. */
export const VERSION_FIELD = 'configVersion';

/** A form's properties as saved: an imported flow may hold anything. */
export type Saved = Readonly<Record<string, unknown>>;

type Added = Readonly<Record<string, string | boolean | number | object>>;

/**
 * What one version changed. A property keeps its name if it can: Node-RED's editor forgets what a type does not declare, so
 * that a renamed one is lost with the next deploy.
 */
export interface Step {
  /**
   * By property: its new name, where the editor uses the old one for itself. Taken over while it is text: what the editor
   * wrote over it is none.
   */
  readonly rename?: Readonly<Record<string, string>>;
  /** By property: which text now has which other name. */
  readonly replace?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What a form that lacks the property meant without it. */
  readonly add?: Added;
  /** By a property that is empty: what was meant then, before what `add` says. */
  readonly addWhereEmpty?: Readonly<Record<string, Added>>;
}

/** The n-th step, counted from 0, leads from version n to version n + 1. */
export type Upgrades = readonly Step[];

/**
 * The saved properties as the newest version has them; nothing of what was saved is changed in place.
 * @throws CoinbaseError CONFIG_VERSION for a version that this package does not know.
 */
export function upgraded(upgrades: Upgrades, saved: Saved): Saved {
  const from = versionOf(saved);
  if (from > upgrades.length)
    throw refused(
      `its form was saved as version ${from}, and this package knows versions up to ${upgrades.length}`,
    );
  const newest = upgrades.slice(from).reduce(take, saved);
  return { ...newest, [VERSION_FIELD]: upgrades.length };
}

/** @throws CoinbaseError CONFIG_VERSION for what is no version. */
function versionOf(saved: Saved): number {
  const version = Object.hasOwn(saved, VERSION_FIELD) ? saved[VERSION_FIELD] : undefined;
  if (version === undefined || version === null || version === '') return 0;
  const text = typeof version === 'number' || typeof version === 'string' ? String(version) : '';
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw refused(`its form says that it is of version ${shown(version)}`);
}

function take(saved: Saved, { rename = {}, replace = {}, add = {}, addWhereEmpty = {} }: Step): Saved {
  const meant = Object.entries(addWhereEmpty).flatMap(([name, then]) => (saved[name] === '' ? [then] : []));
  const kept = Object.entries(saved).flatMap(([name, value]): [string, unknown][] => {
    const renamed = Object.hasOwn(rename, name) ? rename[name] : undefined;
    if (renamed !== undefined) return typeof value === 'string' ? [[renamed, value]] : [];
    return value === undefined ? [] : [[name, value]];
  });
  const added = Object.entries({ ...add, ...Object.assign({}, ...meant) }).filter(
    ([name]) => !kept.some(([has]) => has === name),
  );
  return Object.fromEntries([
    ...kept.map(([name, value]) => [name, newName(replace, name, value)]),
    ...added,
  ]);
}

function newName(replace: Step['replace'] & {}, name: string, value: unknown): unknown {
  const names = Object.hasOwn(replace, name) ? replace[name] : undefined;
  return names && typeof value === 'string' && Object.hasOwn(names, value) ? names[value] : value;
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('CONFIG_VERSION', why);
}
