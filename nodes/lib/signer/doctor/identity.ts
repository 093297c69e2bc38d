import { sameText } from '../received';
import type { Finding } from '../findings';
import { isCdpName, isPem, stripEnds, unquote } from '../shapes';
import { doctorFinding } from './codes';
import { printedSecret, type HmacCredential } from './dialect';

/** Whose request this is, as far as it can be told. */
export interface Identity {
  /** Undefined when the key is not known here: then nothing can be said about the signature. */
  readonly credential: HmacCredential | undefined;
  readonly findings: readonly Finding[];
}

/** Finds the credential by its key, through swapped and damaged values too, and checks the passphrase. */
export function identify(key: string, passphrase: string, credentials: readonly HmacCredential[]): Identity {
  const exact = credentials.find((credential) => sameText(credential.key, key));
  if (exact !== undefined) return { credential: exact, findings: checkPassphrase(passphrase, exact) };
  if (key === '') return { credential: undefined, findings: [] };
  const swapped = credentials.find((credential) => sameText(credential.key, bare(passphrase)));
  if (swapped !== undefined && swapped.passphrase !== '' && sameText(swapped.passphrase, key))
    return { credential: swapped, findings: [doctorFinding('KEY_PASSPHRASE_SWAPPED')] };
  const exposed = credentials.find((credential) => sameText(printedSecret(credential), bare(key)));
  if (exposed !== undefined)
    return {
      credential: exposed,
      findings: [doctorFinding('KEY_SECRET_SWAPPED'), ...checkPassphrase(passphrase, exposed)],
    };
  const damaged = credentials.find((credential) => folded(credential.key) === folded(key));
  if (damaged !== undefined)
    return {
      credential: damaged,
      findings: [doctorFinding('KEY_DAMAGED'), ...checkPassphrase(passphrase, damaged)],
    };
  const code = isCdpName(key) || isPem(passphrase) ? 'CDP_KEY_NAME' : 'KEY_UNKNOWN';
  return { credential: undefined, findings: [doctorFinding(code)] };
}

function checkPassphrase(given: string, credential: HmacCredential): Finding[] {
  if (credential.passphrase === '' || given === '' || sameText(given, credential.passphrase)) return [];
  if (sameText(bare(given), printedSecret(credential))) return [doctorFinding('SECRET_PASSPHRASE_SWAPPED')];
  const damaged = folded(given) === folded(credential.passphrase);
  return [doctorFinding(damaged ? 'PASSPHRASE_DAMAGED' : 'PASSPHRASE_WRONG')];
}

/** Whether a text is the secret of one of these credentials, as its page prints it or as copying leaves it. */
export function isSecretOf(text: string, credentials: readonly HmacCredential[]): boolean {
  const plain = bare(text);
  return credentials.some((credential) => sameText(printedSecret(credential), plain));
}

function bare(text: string): string {
  return unquote(stripEnds(text));
}

/** Equal for texts that differ by what copying and typing do to them. */
function folded(text: string): string {
  return text.length > 512
    ? text
    : bare(text)
        .replace(/[\s-]+/g, '')
        .toLowerCase();
}
