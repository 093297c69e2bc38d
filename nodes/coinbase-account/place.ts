import {
  checkOrigin,
  environments,
  isEmbedded,
  type EnvironmentFacts,
  type EnvironmentName,
} from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { say, type Words } from '../lib/sentences';
import { unsetVariable, type Mode } from '../lib/runtime';
import { schemeFacts, type Scheme } from '../lib/signer';

/** Which API an account talks to, and whether that is real money. */
export interface Place {
  readonly environment: EnvironmentName;
  readonly mode: Mode;
  /** Undefined for the embedded sandbox, whose address is found when it runs. */
  readonly origin: string | undefined;
  /** How its requests are signed, the usual way first: which of them, the key tells. */
  readonly schemes: readonly Scheme[];
}

/**
 * Reads environment, origin override and (of `custom`) scheme of a form.
 * @param facts the environments; another table in tests.
 * @throws CoinbaseError ACCOUNT_MISSING with the reason.
 */
export function placeOf(
  environment: unknown,
  override: unknown,
  scheme?: unknown,
  facts: Readonly<Record<EnvironmentName, EnvironmentFacts>> = environments,
): Place {
  const name = environment === undefined || environment === '' ? 'local-sandbox' : environment;
  if (!isEnvironment(name)) throw refused(say('place.environment'));
  const { origin, mode } = facts[name];
  const schemes = name === 'custom' ? [customScheme(scheme)] : environments[name].schemes;
  // Its address is found when it runs, and no form chooses it.
  if (isEmbedded(name)) return { environment: name, mode, origin, schemes };
  if (override === undefined || override === null || override === '') {
    if (origin === undefined) throw refused(say('place.needsUrl', { environment: name }));
    return { environment: name, mode, origin, schemes };
  }
  const unset = typeof override === 'string' ? unsetVariable(override) : undefined;
  if (unset !== undefined) throw refused(say('place.unset', { name: unset }));
  const chosen = checkOrigin(override, name);
  if (mode === 'paper' && !isPaperHost(new URL(chosen).hostname))
    throw refused(say('place.notSandbox', { origin: chosen, environment: 'exchange' }));
  return { environment: name, mode, origin: chosen, schemes };
}

function customScheme(scheme: unknown): Scheme {
  if (typeof scheme === 'string' && Object.hasOwn(schemeFacts, scheme)) return scheme as Scheme;
  throw refused(say('place.scheme', { schemes: Object.keys(schemeFacts).join(', ') }));
}

function isEnvironment(name: unknown): name is EnvironmentName {
  return typeof name === 'string' && Object.hasOwn(environments, name);
}

/** Anything else may be the real exchange behind another name: fail closed, or live money would be called paper. */
function isPaperHost(host: string): boolean {
  return (
    host.split('.').includes('sandbox') ||
    host === 'localhost' ||
    host === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

function refused(why: Words): CoinbaseError {
  return new CoinbaseError('ACCOUNT_MISSING', why);
}
