import { CoinbaseError } from '../lib/rules/errors';
import { isPermitted, keyFingerprint, runningSandbox, useSandbox } from '../lib/runtime';
import type { RunningSandbox, SandboxAccess } from '../lib/runtime';
import { say } from '../lib/sentences';
import type { Credential } from '../lib/signer';
import type { AccountConfig, AccountCredentials } from './config';
import { built, keyFileOf, readCredential } from './credential';
import type { Place } from './place';

export interface TargetParts {
  readonly config: Partial<AccountConfig>;
  readonly credentials: AccountCredentials;
  readonly userDir: string | undefined;
  /** The error when environment and origin cannot be used. */
  readonly place: Place | CoinbaseError;
}

/** Where an account connects to, and as whom. */
export interface Target {
  readonly origin: string;
  readonly credential: Credential;
}

/** Where a deployed account connects to, and as whom: read when it is needed, and told to the editor without a secret. */
export class DeployedTarget {
  readonly #parts: TargetParts;
  #typed: Promise<Credential> | undefined;
  #ofSandbox: Target | undefined;

  constructor(parts: TargetParts) {
    this.#parts = parts;
  }

  /** @throws CoinbaseError ACCOUNT_MISSING. */
  get place(): Place {
    const { place } = this.#parts;
    if (place instanceof CoinbaseError) throw place;
    return place;
  }

  /** In use by somebody; undefined also where the account is elsewhere. */
  get sandbox(): Promise<RunningSandbox> | undefined {
    const { place, config } = this.#parts;
    const local = !(place instanceof CoinbaseError) && place.origin === undefined;
    return local ? runningSandbox(config.sandbox || undefined) : undefined;
  }

  /** @throws CoinbaseError ACCOUNT_MISSING, CREDENTIAL_INVALID. */
  async get(): Promise<Target> {
    const { origin, schemes } = this.place;
    if (origin !== undefined) return { origin, credential: await this.#credential() };
    const access = await useSandbox(this.#parts.config.sandbox || undefined);
    const fields = sandboxKey(access, this.place);
    const known = this.#ofSandbox;
    if (known?.origin === access.rest && known.credential.key === fields.key) return known;
    // Made once a sandbox, so that it can be compared and is not decoded for each message.
    const made = { origin: access.rest, credential: built(fields, schemes) };
    this.#ofSandbox = made;
    return made;
  }

  /** Live, and a person allowed live orders for this key at this origin. */
  isPermitted({ credential, origin }: Target): boolean {
    const { place, credentials } = this.#parts;
    if (place instanceof CoinbaseError || place.mode !== 'live') return false;
    return isPermitted(credentials.coinbaseAccountLivePermit, keyFingerprint(credential.key), origin);
  }

  /** What may be shown in the editor: no secret. */
  async summary(): Promise<Record<string, unknown>> {
    const { environment, mode, origin } = this.place;
    if (origin === undefined) return { environment, mode, origin: '', fingerprint: '', live: false };
    const credential = await this.#credential();
    const live = this.isPermitted({ credential, origin });
    return { environment, mode, origin, fingerprint: keyFingerprint(credential.key), live };
  }

  /**
   * The fingerprint of the deployed key, for a permit that the form asks for without telling the key.
   * @throws CoinbaseError CREDENTIAL_INVALID when the form has another URL or key file than is deployed.
   */
  async fingerprintAt(origin: string, keyFile: string): Promise<string> {
    if (this.place.origin !== origin) throw notDeployed('form.otherUrl');
    if (keyFile !== keyFileOf(this.#parts.config)) throw notDeployed('form.otherFile');
    return keyFingerprint((await this.#credential()).key);
  }

  /**
   * What is deployed, for a check of the form with parts that the editor was not told.
   * @throws CoinbaseError CREDENTIAL_INVALID when the form has another URL than is deployed.
   */
  deployedAt(origin: string): { readonly credentials: AccountCredentials; readonly keyFile: string } {
    if (this.place.origin !== origin) throw notDeployed('form.otherUrl');
    return { credentials: this.#parts.credentials, keyFile: keyFileOf(this.#parts.config) };
  }

  /** Read once; after a failure again at the next use, because a key file can be mended without a deploy. */
  #credential(): Promise<Credential> {
    const { config, credentials, userDir } = this.#parts;
    this.#typed ??= readCredential(config, credentials, userDir, this.place.schemes).catch(
      (error: unknown) => {
        this.#typed = undefined;
        throw error;
      },
    );
    return this.#typed;
  }
}

/** The sandbox's own key for the face of it that the account looks at. */
function sandboxKey(
  access: SandboxAccess,
  { schemes }: Place,
): Pick<SandboxAccess, 'key' | 'secret' | 'passphrase'> {
  if (!schemes.includes('cdp')) return access;
  const { name, privateKey } = access.cdp.ecdsa;
  return { key: name, secret: privateKey, passphrase: '' };
}

function notDeployed(what: 'form.otherUrl' | 'form.otherFile'): CoinbaseError {
  return new CoinbaseError('CREDENTIAL_INVALID', say(what));
}
