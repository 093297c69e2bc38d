import type { ExchangeCredential } from '../types';
import type { Variant, Variants } from './variant';

/** HMAC keys that may have been used in place of the decoded secret. */
export function secretVariants(credential: ExchangeCredential): Variants<Buffer> {
  const bytes = credential.secret.export();
  const printed = bytes.toString('base64');
  const urlSafe = printed.replace(/\+/g, '-').replace(/\//g, '_');
  const text = (value: string, code: Variant<Buffer>['code']): Variant<Buffer> => ({
    value: Buffer.from(value),
    code,
  });
  const base64 = (value: string, code: Variant<Buffer>['code']): Variant<Buffer> => ({
    value: Buffer.from(value, 'base64'),
    code,
  });
  const likely = [
    text(printed, 'SECRET_NOT_DECODED'),
    text(bytes.toString('utf8'), 'SECRET_AS_TEXT'),
    text(bytes.toString('latin1'), 'SECRET_AS_TEXT'),
    base64(printed.replace(/\+/g, ''), 'SECRET_DAMAGED'),
    base64(printed.replace(/[+/]/g, ''), 'SECRET_DAMAGED'),
    base64(printed.replace(/\+/g, 'A'), 'SECRET_DAMAGED'),
    text(`"${printed}"`, 'SECRET_DAMAGED'),
    text(`${printed}\n`, 'SECRET_DAMAGED'),
    text(credential.passphrase, 'SECRET_PASSPHRASE_SWAPPED'),
    base64(credential.passphrase, 'SECRET_PASSPHRASE_SWAPPED'),
    text(credential.key, 'KEY_SECRET_SWAPPED'),
    base64(credential.key, 'KEY_SECRET_SWAPPED'),
  ];
  const rare = [
    text(Buffer.from(printed).toString('base64'), 'SECRET_NOT_DECODED'),
    text(bytes.toString('hex'), 'SECRET_AS_TEXT'),
    text(bytes.toString('hex').toUpperCase(), 'SECRET_AS_TEXT'),
    text(`'${printed}'`, 'SECRET_DAMAGED'),
    text(` ${printed}`, 'SECRET_DAMAGED'),
    text(`${printed} `, 'SECRET_DAMAGED'),
    text(`${printed}\r\n`, 'SECRET_DAMAGED'),
    text(printed.replace(/=+$/, ''), 'SECRET_NOT_DECODED'),
    text(urlSafe, 'SECRET_DAMAGED'),
    text(urlSafe.replace(/=+$/, ''), 'SECRET_DAMAGED'),
    text(printed.replace(/\+/g, ' '), 'SECRET_DAMAGED'),
    text(encodeURIComponent(printed), 'SECRET_DAMAGED'),
    base64(printed.slice(0, -2), 'SECRET_DAMAGED'),
    base64(printed.slice(1), 'SECRET_DAMAGED'),
    base64(encodeURIComponent(printed), 'SECRET_DAMAGED'),
  ];
  const changes = ({ value }: Variant<Buffer>): boolean => value.length > 0 && !value.equals(bytes);
  return { likely: likely.filter(changes), rare: rare.filter(changes) };
}
