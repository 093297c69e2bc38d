import { CoinbaseError } from '../lib/rules/errors';
import { readKeyFile, secretText } from '../lib/runtime';
import { createExchangeCredential, type Credential, type Finding } from '../lib/signer';
import type { AccountConfig, AccountCredentials } from './config';

/**
 * The credential that the form or its key file holds, ready to sign. A field that the form has wins over the file's.
 * @throws CoinbaseError CREDENTIAL_INVALID with everything that is wrong, never with the secret.
 */
export async function readCredential(
  config: Partial<AccountConfig>,
  given: AccountCredentials,
  userDir: string | undefined,
): Promise<Credential> {
  const typed = {
    key: secretText(given.coinbaseAccountKey, 'API key'),
    secret: secretText(given.coinbaseAccountSecret, 'secret'),
    passphrase: secretText(given.coinbaseAccountPassphrase, 'passphrase'),
  };
  if (typeof config.keyFile === 'string' && config.keyFile.trim() !== '')
    await readKeyFile(config.keyFile.trim(), userDir);
  return built(typed);
}

/** @throws CoinbaseError CREDENTIAL_INVALID with everything that is wrong. */
export function built(fields: { key: string; secret: string; passphrase: string }): Credential {
  if (fields.key.trim() === '' && fields.secret.trim() === '' && fields.passphrase.trim() === '')
    throw new CoinbaseError('CREDENTIAL_INVALID', 'no key was given');
  const result = createExchangeCredential(fields);
  if (result.ok) return result.credential;
  throw invalid(result.problems);
}

function invalid(problems: readonly Finding[]): CoinbaseError {
  const why = problems.map((problem) => problem.text.replace(/\.$/, '')).join('; ');
  return new CoinbaseError('CREDENTIAL_INVALID', why, { problems });
}
