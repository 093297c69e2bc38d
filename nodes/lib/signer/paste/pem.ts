import { say, type Sentence } from '../../sentences';

/** A private key in PEM found in a text, set right; and the text without it. */
export interface FoundPem {
  /** With real line breaks, 64 columns; undefined when it is cut off or damaged. */
  readonly pem: string | undefined;
  /** With `PEM_HERE` in place of the key, so that its label stays a labelled value. */
  readonly rest: string;
}

/** Stands where a private key stood. */
export const PEM_HERE = '@PEM@';

const DASHES = '[-–—]{2,6}';
const LABEL = '((?:EC |RSA )?PRIVATE KEY)';
const BEGIN = new RegExp(`${DASHES} ?BEGIN ${LABEL} ?${DASHES}`);
const END = new RegExp(`${DASHES} ?END ${LABEL} ?${DASHES}`);
/** OpenSSL prints the curve before the key; nobody needs it. */
const PARAMETERS = /-----BEGIN EC PARAMETERS-----[^-]*-----END EC PARAMETERS-----/g;

/** What PEM can hold instead of a private key that can sign, by its label or what stands at its head. */
const OTHER_KINDS: readonly (readonly [RegExp, Sentence])[] = [
  [/CERTIFICATE/, say('kind.certificate')],
  [/PUBLIC KEY/, say('kind.publicKey')],
  [/OPENSSH/, say('kind.openssh')],
  [/ENCRYPTED/, say('kind.encrypted')],
];
const ANY_PEM = new RegExp(`${DASHES} ?BEGIN ([A-Z0-9 ]+?) ?${DASHES}(\\s*Proc-Type:[^\\n]*ENCRYPTED)?`, 'g');

/** What the text holds in PEM that cannot sign; undefined where there is none. */
export function otherPem(text: string): Sentence | undefined {
  for (const [, label = '', encrypted = ''] of text.matchAll(ANY_PEM)) {
    const kind = OTHER_KINDS.find(([form]) => form.test(label + encrypted));
    if (kind) return kind[1];
  }
  return undefined;
}

/** The text without what {@link otherPem} tells of: its lines would look like secrets. */
export function withoutOtherPem(text: string): string {
  const kinds = '(?:CERTIFICATE|(?:[A-Z]+ )?PUBLIC KEY|OPENSSH PRIVATE KEY|ENCRYPTED PRIVATE KEY)';
  return text.replace(
    new RegExp(`${DASHES} ?BEGIN ${kinds} ?${DASHES}[^-]*(?:${DASHES} ?END ${kinds} ?${DASHES})?`, 'g'),
    '',
  );
}

/**
 * Finds the first private key, whatever became of its line breaks: real ones, CRLF, the two characters `\n`, blanks,
 * or none. Undefined when there is none.
 */
export function findPem(text: string): FoundPem | undefined {
  const plain = text.replace(PARAMETERS, '');
  const begin = BEGIN.exec(plain);
  if (begin === null) return undefined;
  const before = plain.slice(0, begin.index);
  const after = plain.slice(begin.index + begin[0].length);
  const end = END.exec(after);
  if (end === null) return { pem: undefined, rest: `${before}${PEM_HERE}` };
  const behind = after.slice(end.index + end[0].length).replace(/^(?:\\+[nr]|\s)*["'`]?/, '\n');
  const rest = `${before.replace(/["'`]$/, '')}${PEM_HERE}${behind}`;
  return { pem: rebuilt(begin[1] ?? '', after.slice(0, end.index)), rest };
}

function rebuilt(label: string, between: string): string | undefined {
  const body = between.replace(/\\+[nrt]/g, '').replace(/[\s"'`\\\u200b\ufeff]+/g, '');
  if (!/^[A-Za-z0-9+/]{24,}={0,2}$/.test(body) || body.length % 4 !== 0) return undefined;
  const lines = body.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
