import type { Finding } from '../findings';
import { unquote, stripEnds } from '../shapes';
import { doctorFinding } from './codes';

/** The digest that a signature header stands for, and what is wrong with how it is written. */
export interface ReadDigest {
  /** 32 bytes; undefined when the text is no SHA-256 digest in any form. */
  readonly bytes: Buffer | undefined;
  readonly findings: readonly Finding[];
}

const HASH_BY_LENGTH: Readonly<Record<number, string>> = {
  16: 'MD5',
  20: 'SHA-1',
  48: 'SHA-384',
  64: 'SHA-512',
};

/** Reads a signature in the forms clients write it in. @param wanted the form that the API takes. */
export function readDigest(signature: string, wanted: 'base64' | 'hex'): ReadDigest {
  if (wanted === 'base64') return readBase64(signature);
  if (/^[0-9a-f]{64}$/.test(signature)) return { bytes: Buffer.from(signature, 'hex'), findings: [] };
  const { bytes, findings } = readBase64(signature);
  if (bytes === undefined) return { bytes, findings };
  const others = findings.filter(({ code }) => code !== 'DIGEST_HEX');
  const said = others.length < findings.length ? 'DIGEST_NOT_STANDARD' : 'DIGEST_BASE64';
  return { bytes, findings: others.length > 0 && said !== 'DIGEST_BASE64' ? others : [doctorFinding(said)] };
}

function readBase64(signature: string): ReadDigest {
  if (/^[A-Za-z0-9+/]{43}=$/.test(signature))
    return { bytes: Buffer.from(signature, 'base64'), findings: [] };
  if (signature.length > 512) return { bytes: undefined, findings: [doctorFinding('DIGEST_UNREADABLE')] };
  const bare = unwrapped(signature);
  const wrapped =
    bare === signature ? [] : [doctorFinding('DIGEST_NOT_STANDARD', 'there is something around it')];
  const hex = hexOf(bare) ?? hexOf(Buffer.from(bare, 'base64').toString('latin1'));
  if (hex?.length === 32) return { bytes: hex, findings: [...wrapped, doctorFinding('DIGEST_HEX')] };
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare))
    return { bytes: undefined, findings: [doctorFinding('DIGEST_UNREADABLE')] };
  const bytes = hex ?? Buffer.from(bare, 'base64');
  if (bytes.length !== 32) return { bytes: undefined, findings: [wrongLength(bytes.length)] };
  if (/[_-]/.test(bare)) wrapped.push(doctorFinding('DIGEST_NOT_STANDARD', 'it is in the URL-safe alphabet'));
  else if (!bare.endsWith('=')) wrapped.push(doctorFinding('DIGEST_NOT_STANDARD', 'its padding is missing'));
  return { bytes, findings: wrapped };
}

function wrongLength(bytes: number): Finding {
  const hash = HASH_BY_LENGTH[bytes];
  if (hash === undefined) return doctorFinding('DIGEST_UNREADABLE');
  return doctorFinding('DIGEST_WRONG_HASH', `it has the ${bytes} bytes of ${hash}`);
}

function hexOf(text: string): Buffer | undefined {
  return /^(?:[0-9a-f]{2}){16,64}$/i.test(text) && [32, 40, 64, 96, 128].includes(text.length)
    ? Buffer.from(text, 'hex')
    : undefined;
}

/** Without quotes, percent escapes, or the b'…' that Python's str() puts around bytes. */
function unwrapped(signature: string): string {
  const literal = /^b'(.*)'$/.exec(signature);
  const plain = (literal?.[1] ?? signature).replace(/%2b/gi, '+').replace(/%2f/gi, '/').replace(/%3d/gi, '=');
  return unquote(stripEnds(plain));
}
