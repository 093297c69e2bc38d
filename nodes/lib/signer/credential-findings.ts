import { advise, say, type Sentence, type Words } from '../sentences';
import type { CredentialFinding } from './findings';
import type { CredentialPart, KeyEnvironment, Scheme } from './schemes';

/** A part that a finding can be about. */
export type NamedPart = CredentialPart | 'service account id';

const COPY_AGAIN = say('fix.copyAgain');

function found(code: string, text: Sentence, fix: Words): CredentialFinding {
  const { told, ...english } = advise(text, fix);
  return Object.defineProperty({ code, ...english }, 'told', { value: told }) as CredentialFinding;
}

const of = (scheme: Scheme): { readonly product: Sentence } => ({ product: say(`product.${scheme}`) });

const useAnother = (scheme: Scheme, environment: KeyEnvironment): Sentence =>
  say('fix.otherEnvironment', { ...of(scheme), environment });

const about = (part: NamedPart): { readonly what: Sentence } => ({ what: say(`part.${part}`) });

/** Everything the credential check can say about the parts of a credential; the code is the name. */
export const credentialFindings = {
  /** @param scheme of which it is to be a credential. */
  FIELD_EMPTY: (part: NamedPart, scheme: Scheme) =>
    found('FIELD_EMPTY', say('finding.FIELD_EMPTY', about(part)), say(`madeOf.${scheme}`)),
  FIELD_TOO_LONG: (part: NamedPart) =>
    found('FIELD_TOO_LONG', say('finding.FIELD_TOO_LONG', about(part)), COPY_AGAIN),
  PLACEHOLDER: (part: NamedPart) =>
    found('PLACEHOLDER', say('finding.PLACEHOLDER', about(part)), say('fix.real', about(part))),
  SEVERAL_VALUES: (part: NamedPart) =>
    found('SEVERAL_VALUES', say('finding.SEVERAL_VALUES', about(part)), say('fix.onePaste')),
  PEM_DAMAGED: () => found('PEM_DAMAGED', say('finding.PEM_DAMAGED'), say('fix.wholePem')),
  NOT_RECOGNISED: () => found('NOT_RECOGNISED', say('finding.NOT_RECOGNISED'), say('fix.pasteAll')),
  FIELD_UNSENDABLE: (part: NamedPart) =>
    found('FIELD_UNSENDABLE', say('finding.FIELD_UNSENDABLE', about(part)), COPY_AGAIN),
  QUOTES_REMOVED: (part: NamedPart) =>
    found('QUOTES_REMOVED', say('finding.QUOTES_REMOVED', about(part)), say('fix.noQuotes')),
  KEY_SECRET_SWAPPED: (how: 'fix.longSecret' | 'fix.cdpKeyIsName' = 'fix.longSecret') =>
    found('KEY_SECRET_SWAPPED', say('finding.KEY_SECRET_SWAPPED'), say(how)),
  SECRET_PASSPHRASE_SWAPPED: () =>
    found('SECRET_PASSPHRASE_SWAPPED', say('finding.SECRET_PASSPHRASE_SWAPPED'), say('fix.shortPassphrase')),
  KEY_PASSPHRASE_SWAPPED: () =>
    found('KEY_PASSPHRASE_SWAPPED', say('finding.KEY_PASSPHRASE_SWAPPED'), say('fix.hexKey')),
  SECRET_BLANKS: () => found('SECRET_BLANKS', say('finding.SECRET_BLANKS'), COPY_AGAIN),
  SECRET_NOT_BASE64: () => found('SECRET_NOT_BASE64', say('finding.SECRET_NOT_BASE64'), COPY_AGAIN),
  /** @param letters base64 characters without padding; 86 would be right. */
  SECRET_LENGTH: (letters: number) =>
    found(
      'SECRET_LENGTH',
      say(letters < 86 ? 'finding.SECRET_SHORT' : 'finding.SECRET_LONG', { letters: String(letters) }),
      COPY_AGAIN,
    ),
  /** @param letters base64 characters without padding. */
  KEY_LENGTH: (letters: number) =>
    found(
      'KEY_LENGTH',
      say(letters < 86 ? 'finding.KEY_SHORT' : 'finding.KEY_LONG', { letters: String(letters) }),
      COPY_AGAIN,
    ),
  KEY_NAME: () => found('KEY_NAME', say('finding.KEY_NAME'), say('fix.wholeName')),
  SECRET_IS_NAME: () => found('SECRET_IS_NAME', say('finding.SECRET_IS_NAME'), say('fix.privateKey')),
  /** @param scheme whose key was wanted. */
  CDP_KEY: (scheme: Scheme) =>
    found('CDP_KEY', say('finding.CDP_KEY', of(scheme)), useAnother(scheme, 'advanced-trade')),
  EXCHANGE_KEY: (scheme: Scheme) =>
    found('EXCHANGE_KEY', say('finding.EXCHANGE_KEY', of(scheme)), useAnother(scheme, 'exchange')),
  KEY_HALVES: () => found('KEY_HALVES', say('finding.KEY_HALVES'), COPY_AGAIN),
  /** @param kind what it is instead. */
  KEY_KIND: (kind: Sentence) => found('KEY_KIND', say('finding.KEY_KIND', { kind }), say('fix.rightKind')),
  LEGACY_KEY: () => found('LEGACY_KEY', say('finding.LEGACY_KEY'), say('fix.newCdpKey')),
  SECRET_LINES_JOINED: () =>
    found('SECRET_LINES_JOINED', say('finding.SECRET_LINES_JOINED'), say('fix.oneLine')),
  SECRET_PERCENT_DECODED: () =>
    found('SECRET_PERCENT_DECODED', say('finding.SECRET_PERCENT_DECODED'), say('fix.plain')),
  SECRET_URL_SAFE: () => found('SECRET_URL_SAFE', say('finding.SECRET_URL_SAFE'), say('fix.asShown')),
  SECRET_PADDED: () => found('SECRET_PADDED', say('finding.SECRET_PADDED'), say('fix.all')),
};
