import {
  checkKey,
  environments,
  line,
  type CheckLine,
  type EnvironmentFacts,
  type EnvironmentName,
  type OtherPlace,
} from '../lib/api';
import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import { isPlainObject } from '../lib/rules/shapes';
import { listed, say, type Words } from '../lib/sentences';
import { unsetVariable } from '../lib/runtime';
import type { Credential, CredentialFinding, CredentialPart, Scheme } from '../lib/signer';
import type { AccountCredentials } from './config';
import { keyFileOf, readCredential } from './credential';
import type { DeployedAccount } from './deployed-account';
import { placeOf, type Place } from './place';

/** What the editor has for a password that it was not told. */
export const UNTOUCHED = '__PWRD__';

/** Time for each question to Coinbase, milliseconds. */
const PATIENCE_MS = 10_000;

export interface CheckParts {
  readonly find: (id: string) => DeployedAccount | undefined;
  readonly userDir: string | undefined;
  /** The environments and their addresses. */
  readonly facts?: Readonly<Record<EnvironmentName, EnvironmentFacts>>;
}

/**
 * Checks the key in a form before it is deployed.
 * @param body what the form holds: `{ id, environment, scheme, origin, keyFile, key, secret, passphrase, tryOthers }`;
 * `__PWRD__` stands for a deployed part, which is used for the deployed URL alone.
 * @returns lines of what was found; never rejects, never tells a part of the key.
 */
export async function checkForm(body: unknown, parts: CheckParts): Promise<{ lines: CheckLine[] }> {
  const asked = isPlainObject(body) ? body : {};
  let place: Place;
  try {
    place = placeOf(asked['environment'], asked['origin'], asked['scheme'], parts.facts);
  } catch (thrown) {
    return { lines: [failed('address', thrown)] };
  }
  const { environment, origin, schemes } = place;
  if (origin === undefined) return { lines: [line('address', true, say('check.sandbox'))] };
  const address = line('address', true, say('check.address', { origin, environment }));
  let credential: Credential;
  let deployed: boolean;
  try {
    const given = givenParts(asked, origin, environment, parts);
    deployed = given.deployed;
    credential = await readCredential(given.config, given.credentials, parts.userDir, schemes);
  } catch (thrown) {
    return { lines: [address, failed('credential', thrown)] };
  }
  const lines = await checkKey({
    environment,
    origin,
    credential,
    // A deployed part goes to the deployed address and nowhere else.
    others: deployed ? [] : othersOf(environment, origin, credential.scheme, parts.facts ?? environments),
    tryOthers: asked['tryOthers'] === true,
    timeoutMs: PATIENCE_MS,
  });
  return { lines: [address, line('credential', true, say('check.complete')), ...lines] };
}

interface Given {
  readonly credentials: AccountCredentials;
  readonly config: { readonly keyFile: string };
  /** A part of it was not typed into this form. */
  readonly deployed: boolean;
}

/** @throws CoinbaseError CREDENTIAL_INVALID for a part that may not be used at this address. */
function givenParts(
  asked: Readonly<Record<string, unknown>>,
  origin: string,
  environment: EnvironmentName,
  { find, facts = environments }: CheckParts,
): Given {
  const untouched = ['key', 'secret', 'passphrase'].some((name) => asked[name] === UNTOUCHED);
  const keyFile = keyFileOf({ keyFile: asked['keyFile'] as string });
  const account = typeof asked['id'] === 'string' ? find(asked['id']) : undefined;
  // A file that a form names may hold any key: it goes to Coinbase, or to where it is deployed for.
  const foreignFile = keyFile !== '' && facts[environment].origin !== origin;
  if (untouched && !account) throw new CoinbaseError('CREDENTIAL_INVALID', say('form.typeAgain'));
  const known = untouched || foreignFile ? account?.target.deployedAt(origin) : undefined;
  if (foreignFile && known?.keyFile !== keyFile)
    throw new CoinbaseError('CREDENTIAL_INVALID', say('form.foreignFile'));
  const part = (name: CredentialPart, saved: keyof AccountCredentials): string => {
    const typed = asked[name];
    if (typed === UNTOUCHED) return known?.credentials[saved] ?? '';
    if (typeof typed !== 'string') return '';
    if (unsetVariable(typed) === undefined) return typed;
    throw new CoinbaseError('CREDENTIAL_INVALID', say('form.variable', { part: say(`part.${name}`) }));
  };
  return {
    credentials: {
      coinbaseAccountKey: part('key', 'coinbaseAccountKey'),
      coinbaseAccountSecret: part('secret', 'coinbaseAccountSecret'),
      coinbaseAccountPassphrase: part('passphrase', 'coinbaseAccountPassphrase'),
    },
    config: { keyFile },
    deployed: untouched || keyFile !== '',
  };
}

/** Coinbase's own addresses where a key of this scheme could belong instead. */
function othersOf(
  environment: EnvironmentName,
  origin: string,
  scheme: Scheme,
  facts: Readonly<Record<EnvironmentName, EnvironmentFacts>>,
): OtherPlace[] {
  const names = Object.keys(facts) as EnvironmentName[];
  return names.flatMap((name) => {
    const { origin: other, schemes } = facts[name];
    const fits = name !== environment && other !== undefined && other !== origin && schemes.includes(scheme);
    return fits ? [{ environment: name, origin: other }] : [];
  });
}

function failed(check: 'address' | 'credential', thrown: unknown): CheckLine {
  const error = asCoinbaseError(thrown, 'CREDENTIAL_INVALID');
  const fix = check === 'address' ? say('advice.environment') : (fixOf(error) ?? say('advice.pasteAgain'));
  return line(check, false, error.toldWhy, fix);
}

/** What the signer advises, a key of another product above all; each advice once. */
function fixOf({ details }: CoinbaseError): Words | undefined {
  const problems = (details['problems'] ?? []) as readonly CredentialFinding[];
  const fixes = new Map(problems.map(({ fix, told }) => [fix, told.fix ?? fix]));
  return fixes.size > 0 ? listed([...fixes.values()], 'space') : undefined;
}
