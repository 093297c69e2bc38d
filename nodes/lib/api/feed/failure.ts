import type { Credential } from '../../signer';
import { isPlainObject } from '../../rules/shapes';
import { refusalInWords } from '../refusal';
import { CONCEALED } from '../without-echo';
import type { Wire } from '../wire-values';
import type { Failure } from './wish';

/** Longer words than a person would read are cut. */
const LONGEST = 300;
/** Codes of what no other product, only another key or clock, can help. */
export const ABOUT_KEY: ReadonlySet<string> = new Set([
  'CREDENTIAL_INVALID',
  'SIGNATURE_REJECTED',
  'CLOCK_SKEW',
]);

/**
 * An error of a feed: `message` says what failed, `reason`, where there is one, why. The reason of a refused key is text
 * that holds JSON.
 */
export function readFailure({ message, reason }: Wire, credential: Credential | undefined): Failure {
  const said = typeof message === 'string' ? message : '';
  const words = concealed(wordsOf(reason) ?? (said === '' ? 'an error without words' : said), credential);
  const error = refusalInWords(words);
  return { error, words, whole: /authenticat/i.test(said) && ABOUT_KEY.has(error.code) };
}

function wordsOf(reason: unknown): string | undefined {
  if (typeof reason !== 'string' || reason === '') return undefined;
  if (!reason.startsWith('{')) return reason;
  try {
    const inner: unknown = JSON.parse(reason);
    const told = isPlainObject(inner) ? inner['message'] : undefined;
    return typeof told === 'string' && told !== '' ? told : reason;
  } catch {
    return reason;
  }
}

/** An exchange that says what it was sent must not make it public; cut last, so that no part of it is left. */
function concealed(words: string, credential: Credential | undefined): string {
  const secrets = [credential?.key, credential?.passphrase].filter(
    (text) => text !== undefined && text.length > 5,
  );
  return secrets
    .reduce<string>((rest, secret) => rest.replaceAll(secret ?? '', CONCEALED), words)
    .replace(/[\w+/=-]{40,}/g, (run) => (looksSigned(run) ? CONCEALED : run))
    .slice(0, LONGEST);
}

/** A signature or a part of a token: letters of both cases and digits, which no word of an error has. */
function looksSigned(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run);
}
