import { dialects, printedSecret, type HmacCredential } from './dialect';
import type { Variant, Variants } from './variant';

/** HMAC keys that may have been used in place of the right one. */
export function secretVariants(credential: HmacCredential): Variants<Buffer> {
  const bytes = credential.secret.export();
  const { likely, rare } =
    dialects[credential.scheme].secret === 'base64' ? ofDecoded(credential, bytes) : ofPrinted(credential);
  const changes = ({ value }: Variant<Buffer>): boolean => value.length > 0 && !value.equals(bytes);
  return { likely: likely.filter(changes), rare: rare.filter(changes) };
}

function text(value: string, code: Variant<Buffer>['code']): Variant<Buffer> {
  return { value: Buffer.from(value), code };
}

function base64(value: string, code: Variant<Buffer>['code']): Variant<Buffer> {
  return { value: Buffer.from(value, 'base64'), code };
}

/** Other parts of the credential, taken for the secret. */
function swapped({ key, passphrase }: HmacCredential): Variant<Buffer>[] {
  return [
    text(passphrase, 'SECRET_PASSPHRASE_SWAPPED'),
    base64(passphrase, 'SECRET_PASSPHRASE_SWAPPED'),
    text(key, 'KEY_SECRET_SWAPPED'),
    base64(key, 'KEY_SECRET_SWAPPED'),
  ];
}

/** For a secret whose characters are the HMAC key. */
function ofPrinted(credential: HmacCredential): Variants<Buffer> {
  const printed = printedSecret(credential);
  const likely = [
    base64(printed, 'SECRET_DECODED'),
    text(`"${printed}"`, 'SECRET_DAMAGED'),
    text(`${printed}\n`, 'SECRET_DAMAGED'),
    ...swapped(credential),
  ];
  const rare = [
    text(Buffer.from(printed).toString('base64'), 'SECRET_DAMAGED'),
    { value: Buffer.from(printed, 'hex'), code: 'SECRET_DECODED' } as const,
    text(Buffer.from(printed, 'base64').toString('utf8'), 'SECRET_DECODED'),
    text(Buffer.from(printed, 'base64').toString('latin1'), 'SECRET_DECODED'),
    ...damagedTexts(printed),
  ];
  return { likely, rare };
}

/** Printed texts as copying leaves them. */
function damagedTexts(printed: string): Variant<Buffer>[] {
  const urlSafe = printed.replace(/\+/g, '-').replace(/\//g, '_');
  return [
    `'${printed}'`,
    ` ${printed}`,
    `${printed} `,
    `${printed}\r\n`,
    urlSafe,
    urlSafe.replace(/=+$/, ''),
    printed.replace(/\+/g, ' '),
    encodeURIComponent(printed),
  ].map((damaged) => text(damaged, 'SECRET_DAMAGED'));
}

/** For a secret that is decoded from base64. */
function ofDecoded(credential: HmacCredential, bytes: Buffer): Variants<Buffer> {
  const printed = printedSecret(credential);
  const likely = [
    text(printed, 'SECRET_NOT_DECODED'),
    text(bytes.toString('utf8'), 'SECRET_AS_TEXT'),
    text(bytes.toString('latin1'), 'SECRET_AS_TEXT'),
    base64(printed.replace(/\+/g, ''), 'SECRET_DAMAGED'),
    base64(printed.replace(/[+/]/g, ''), 'SECRET_DAMAGED'),
    base64(printed.replace(/\+/g, 'A'), 'SECRET_DAMAGED'),
    text(`"${printed}"`, 'SECRET_DAMAGED'),
    text(`${printed}\n`, 'SECRET_DAMAGED'),
    ...swapped(credential),
  ];
  const rare = [
    text(Buffer.from(printed).toString('base64'), 'SECRET_NOT_DECODED'),
    text(bytes.toString('hex'), 'SECRET_AS_TEXT'),
    text(bytes.toString('hex').toUpperCase(), 'SECRET_AS_TEXT'),
    text(printed.replace(/=+$/, ''), 'SECRET_NOT_DECODED'),
    ...damagedTexts(printed),
    base64(printed.slice(0, -2), 'SECRET_DAMAGED'),
    base64(printed.slice(1), 'SECRET_DAMAGED'),
    base64(encodeURIComponent(printed), 'SECRET_DAMAGED'),
  ];
  return { likely, rare };
}
