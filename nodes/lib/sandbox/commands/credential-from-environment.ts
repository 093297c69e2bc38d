import { createCredential, parseCredential, schemeFacts, type Credential, type Scheme } from '../../signer';

/** Where the commands look for the credential; never on the command line, which others on the machine can read. */
export const CREDENTIAL_HELP = `The credential comes from environment variables:
  COINBASE_KEY, COINBASE_SECRET, COINBASE_PASSPHRASE, COINBASE_SERVICE_ACCOUNT_ID (Prime's feed)
                       of a CDP key (Advanced Trade, Coinbase App) its name and its private key, PEM or base64
  COINBASE_CREDENTIAL  or all of it in one, in any form: a key file's JSON, a PEM with its name, env lines
  --scheme NAME        how it signs, when that cannot be told from its looks: ${schemeNames().join(', ')}
`;

/**
 * @param likely scheme of the API that is called, for a credential whose looks do not tell for sure: Prime's and
 * International's have no form of their own.
 * @throws RangeError with everything that is wrong; never with a part of the credential.
 */
export function credentialFromEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  scheme: string | undefined,
  likely?: Scheme,
): Credential {
  if (scheme !== undefined && !isScheme(scheme))
    throw new RangeError(`--scheme takes ${schemeNames().join(', ')}`);
  const { given, whole } = givenIn(variables);
  const pasted = whole === '' ? textOf(given) : whole;
  const parsed = parseCredential(pasted);
  const parts = pasted === whole ? { ...given, ...parsed.fields } : given;
  const unsure = scheme === undefined && (!parsed.ok || parsed.product === 'international');
  if (unsure && likely !== undefined) {
    const guessed = createCredential({ ...given, ...parsed.fields, scheme: likely });
    if (guessed.ok) return guessed.credential;
  }
  const result = scheme === undefined ? parsed : createCredential({ ...parts, scheme });
  if (result.ok) return result.credential;
  const problems = result.problems.map(({ text, fix }) => `${text}. ${fix}`).join(' ');
  throw new RangeError(`the credential cannot be used: ${problems}`);
}

/** @throws RangeError where nothing is given, which is worth saying before anything is pasted. */
export function givenIn(variables: Readonly<Record<string, string | undefined>>): {
  readonly given: Readonly<Record<'key' | 'secret' | 'passphrase' | 'serviceAccountId', string>>;
  readonly whole: string;
} {
  const given = {
    key: variables['COINBASE_KEY'] ?? '',
    secret: variables['COINBASE_SECRET'] ?? '',
    passphrase: variables['COINBASE_PASSPHRASE'] ?? '',
    serviceAccountId: variables['COINBASE_SERVICE_ACCOUNT_ID'] ?? '',
  };
  const text = variables['COINBASE_CREDENTIAL'] ?? '';
  const whole = text.trim() === '' ? '' : text;
  if (whole === '' && textOf(given) === '')
    throw new RangeError('no credential is given: set COINBASE_KEY and COINBASE_SECRET');
  return { given, whole };
}

/** Absent parts are left out, so that what is there is told by its looks. */
function textOf(given: Readonly<Record<string, string>>): string {
  const set = Object.entries(given).filter(([, value]) => value.trim() !== '');
  return set.length === 0 ? '' : JSON.stringify(Object.fromEntries(set));
}

function schemeNames(): string[] {
  return Object.keys(schemeFacts);
}

function isScheme(name: string): name is Scheme {
  return Object.hasOwn(schemeFacts, name);
}
