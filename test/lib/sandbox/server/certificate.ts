/** A self-signed certificate for loopback, made by openssl for one test. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** A file beside them that does not exist yet. */
  besides(name: string): string;
  remove(): void;
}

export function makeCertificate(): CertificateFiles {
  const folder = mkdtempSync(path.join(tmpdir(), 'coinbase-tls-'));
  const besides = (name: string): string => path.join(folder, name);
  const [certFile, keyFile] = [besides('cert.pem'), besides('key.pem')];
  const wishes = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1';
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  execFileSync('openssl', ['req', ...wishes.split(' '), ...names, '-keyout', keyFile, '-out', certFile], {
    stdio: 'pipe',
  });
  return { certFile, keyFile, besides, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
