import path from 'node:path';
import { CoinbaseError } from '../rules/errors';
import { readSmallFile } from '../storage/small-file';
import { unsetVariable } from './typed-property';

/**
 * A secret of the form as text; the empty string when nothing was typed. Node-RED has filled in `${NAME}` already
 * where NAME is set.
 * @throws CoinbaseError CREDENTIAL_INVALID naming the environment variable that is not set. Never holds the secret.
 */
export function secretText(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new CoinbaseError('CREDENTIAL_INVALID', `the ${what} is not text`);
  const unset = unsetVariable(value);
  if (unset === undefined) return value;
  throw new CoinbaseError(
    'CREDENTIAL_INVALID',
    `the ${what} is to come from the environment variable ${unset}, which is not set`,
  );
}

/**
 * The content of a key file. A relative path starts at the user directory.
 * @throws CoinbaseError CREDENTIAL_INVALID with the reason, without the content.
 */
export async function readKeyFile(file: string, userDir: string | undefined): Promise<string> {
  const unset = unsetVariable(file);
  if (unset !== undefined)
    throw refused(
      `the path of the key file is to come from the environment variable ${unset}, which is not set`,
    );
  if (file.includes('\0')) throw refused('the path of the key file holds a control character');
  const read = await readSmallFile(path.resolve(userDir ?? '.', file));
  if (!read.ok) throw refused(`the key file ${read.why}`);
  if (read.text.trim() === '') throw refused('the key file is empty');
  return read.text;
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('CREDENTIAL_INVALID', why);
}
