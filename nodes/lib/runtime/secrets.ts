import path from 'node:path';
import { CoinbaseError } from '../rules/errors';
import { say, type Words } from '../sentences';
import { readSmallFile } from '../storage/small-file';
import { unsetVariable } from './typed-property';

/**
 * A secret of the form as text; the empty string when nothing was typed. Node-RED has filled in `${NAME}` already
 * where NAME is set.
 * @throws CoinbaseError CREDENTIAL_INVALID naming the environment variable that is not set. Never holds the secret.
 */
export function secretText(value: unknown, part: 'key' | 'secret' | 'passphrase'): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string')
    throw new CoinbaseError('CREDENTIAL_INVALID', say('form.noText', { part: say(`part.${part}`) }));
  const unset = unsetVariable(value);
  if (unset === undefined) return value;
  throw new CoinbaseError(
    'CREDENTIAL_INVALID',
    say('form.unsetPart', { part: say(`part.${part}`), name: unset }),
  );
}

/**
 * The content of a key file. A relative path starts at the user directory.
 * @throws CoinbaseError CREDENTIAL_INVALID with the reason, without the content.
 */
export async function readKeyFile(file: string, userDir: string | undefined): Promise<string> {
  const unset = unsetVariable(file);
  if (unset !== undefined) throw refused(say('form.unsetFile', { name: unset }));
  if (file.includes('\0')) throw refused(say('form.fileControl'));
  const read = await readSmallFile(path.resolve(userDir ?? '.', file));
  if (!read.ok) throw refused(say('form.file', { why: read.told }));
  if (read.text.trim() === '') throw refused(say('form.fileEmpty'));
  return read.text;
}

function refused(why: Words): CoinbaseError {
  return new CoinbaseError('CREDENTIAL_INVALID', why);
}
