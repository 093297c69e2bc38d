import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readSmallFile } from '../../storage/small-file';
import type { SandboxTls } from '../types';

/** What a listener that speaks TLS needs, in PEM; read, and known to belong together. */
export interface TlsPair {
  /** With the certificates of those who signed it, where the file has them. */
  readonly cert: string;
  readonly key: string;
}

/** @throws RangeError that names the file and says in one line what is wrong with it; never with a part of the key. */
export async function readTlsFiles({ certFile, keyFile }: SandboxTls): Promise<TlsPair> {
  const cert = await read('certificate', certFile);
  const key = await read('key', keyFile);
  const certificate = certificateIn(cert, certFile);
  const privateKey = keyIn(key, keyFile);
  if (!certificate.checkPrivateKey(privateKey))
    throw new RangeError(
      `TLS: the key in ${shown(keyFile)} does not belong to the certificate in ${shown(certFile)}`,
    );
  return { cert, key };
}

async function read(what: string, file: string): Promise<string> {
  const found = await readSmallFile(file);
  if (!found.ok) throw new RangeError(`TLS: the ${what} file ${shown(file)} ${found.why}`);
  return found.text;
}

function certificateIn(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new RangeError(
      `TLS: the certificate file ${shown(file)} does not begin with a certificate in PEM form`,
    );
  }
}

function keyIn(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const why = pem.includes('ENCRYPTED')
      ? 'is locked with a passphrase: unlock it'
      : 'has no private key in PEM form';
    throw new RangeError(`TLS: the key file ${shown(file)} ${why}`);
  }
}

function shown(file: string): string {
  return JSON.stringify(file.length > 300 ? `…${file.slice(-300)}` : file);
}
