import { checkOrigin, environments, type EnvironmentName } from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { unsetVariable, type Mode } from '../lib/runtime';

/** Which API an account talks to, and whether that is real money. */
export interface Place {
  readonly environment: EnvironmentName;
  readonly mode: Mode;
  /** Undefined for the embedded sandbox, whose address is found when it runs. */
  readonly origin: string | undefined;
}

/**
 * Reads environment and origin override of a form.
 * @throws CoinbaseError ACCOUNT_MISSING with the reason.
 */
export function placeOf(environment: unknown, override: unknown): Place {
  const name = environment === undefined || environment === '' ? 'local-sandbox' : environment;
  if (!isEnvironment(name)) throw refused('its environment is not one of this version');
  const { origin, mode } = environments[name];
  if (name === 'local-sandbox' || override === undefined || override === null || override === '')
    return { environment: name, mode, origin };
  const unset = typeof override === 'string' ? unsetVariable(override) : undefined;
  if (unset !== undefined)
    throw refused(`its URL is to come from the environment variable ${unset}, which is not set`);
  const chosen = checkOrigin(override);
  if (mode === 'paper' && !isPaperHost(new URL(chosen).hostname))
    throw refused(
      `${chosen} is not known as a sandbox, so it cannot be used as one; choose the environment "exchange" for it`,
    );
  return { environment: name, mode, origin: chosen };
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

function refused(why: string): CoinbaseError {
  return new CoinbaseError('ACCOUNT_MISSING', why);
}
