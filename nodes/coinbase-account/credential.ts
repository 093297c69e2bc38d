import { CoinbaseError } from '../lib/rules/errors';
import { listed, say, type Words } from '../lib/sentences';
import { readKeyFile, secretText } from '../lib/runtime';
import {
  createCredential,
  parseCredential,
  type Credential,
  type CredentialFinding,
  type CredentialPart,
  type Scheme,
} from '../lib/signer';
import type { AccountConfig, AccountCredentials } from './config';

type Fields = Readonly<Record<CredentialPart, string>>;

const EXCHANGE: readonly Scheme[] = ['exchange'];

/**
 * The credential that the form and its key file hold, ready to sign. What is typed wins over what is in the file. A
 * whole credential in the key's place (an environment variable can hold one) is read as such.
 * @param schemes of the environment, the usual one first.
 * @throws CoinbaseError CREDENTIAL_INVALID with everything that is wrong, never with the secret.
 */
export async function readCredential(
  config: Partial<AccountConfig>,
  given: AccountCredentials,
  userDir: string | undefined,
  schemes: readonly Scheme[] = EXCHANGE,
): Promise<Credential> {
  const typed: Fields = {
    key: secretText(given.coinbaseAccountKey, 'key'),
    secret: secretText(given.coinbaseAccountSecret, 'secret'),
    passphrase: secretText(given.coinbaseAccountPassphrase, 'passphrase'),
  };
  const file = keyFileOf(config);
  if (file === '')
    return isEmpty(typed.secret) && isEmpty(typed.passphrase)
      ? pasted(typed, schemes)
      : built(typed, schemes);
  const { product, fields, problems } = parsed(await readKeyFile(file, userDir));
  const readable = product !== 'unknown' && schemes.includes(product);
  if (!readable && !(product === 'unknown' && !isEmpty(typed.key))) throw unfit(product, problems);
  return built(
    {
      key: isEmpty(typed.key) ? (fields.key ?? '') : typed.key,
      secret: isEmpty(typed.secret) ? (fields.secret ?? '') : typed.secret,
      passphrase: isEmpty(typed.passphrase) ? (fields.passphrase ?? '') : typed.passphrase,
    },
    schemes,
  );
}

/** The path of the key file, or the empty string. */
export function keyFileOf({ keyFile }: Partial<AccountConfig>): string {
  return typeof keyFile === 'string' ? keyFile.trim() : '';
}

/** @throws CoinbaseError CREDENTIAL_INVALID with everything that is wrong. */
export function built(fields: Fields, schemes: readonly Scheme[] = EXCHANGE): Credential {
  if (isEmpty(fields.key) && isEmpty(fields.secret) && isEmpty(fields.passphrase))
    throw new CoinbaseError('CREDENTIAL_INVALID', say('form.noKey'));
  const result = createCredential({ ...fields, scheme: schemeOf(fields, schemes) });
  if (result.ok) return result.credential;
  throw invalid(result.problems);
}

/** The old keys of the Coinbase App alone have 16 letters and digits; everything else is of the usual scheme. */
function schemeOf({ key }: Fields, schemes: readonly Scheme[]): Scheme {
  const [usual = 'exchange', ...others] = schemes;
  return others.includes('coinbase-app') && /^[A-Za-z0-9]{16}$/.test(key.trim()) ? 'coinbase-app' : usual;
}

function pasted(typed: Fields, schemes: readonly Scheme[]): Credential {
  const { fields } = parsed(typed.key);
  const whole = { key: '', secret: '', passphrase: '', ...fields };
  return built(fields.secret === undefined ? typed : whole, schemes);
}

function parsed(text: string): {
  readonly product: Scheme | 'unknown';
  readonly fields: Partial<Fields>;
  readonly problems: readonly CredentialFinding[];
} {
  const result = parseCredential(text);
  return { ...result, problems: result.ok ? [] : result.problems };
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

function invalid(problems: readonly CredentialFinding[], why = whyOf(problems)): CoinbaseError {
  return new CoinbaseError('CREDENTIAL_INVALID', why, { problems });
}

function whyOf(problems: readonly CredentialFinding[]): Words {
  return listed(
    problems.map(({ told }) => told.text),
    'semicolon',
  );
}

/** A key of another environment may have nothing wrong with it. */
function unfit(product: Scheme | 'unknown', problems: readonly CredentialFinding[]): CoinbaseError {
  if (problems.length > 0) return invalid(problems, say('form.inFile', { why: whyOf(problems) }));
  const why =
    product === 'unknown'
      ? say('form.fileEmpty')
      : say('form.otherInFile', { called: say(`called.${product}`) });
  return invalid([], why);
}
