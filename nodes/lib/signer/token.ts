/** A JSON web token in its compact form: built, and read without trust. */

export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
  readonly nonce: string;
  readonly typ: 'JWT';
}

export interface TokenClaims {
  readonly iss: string;
  /** The key's name, the same text as `kid`. */
  readonly sub: string;
  /** Unix seconds. */
  readonly nbf: number;
  /** Unix seconds. */
  readonly exp: number;
  /** `METHOD host/path`; absent in the tokens of a feed. */
  readonly uri?: string;
}

/** What is signed: header and claims in base64url, joined by a dot. */
export function signingInput(header: TokenHeader, claims: TokenClaims): string {
  return `${encoded(header)}.${encoded(claims)}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** A token taken apart; nothing in it is proven yet. */
export interface ReadToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly input: string;
  readonly signature: Buffer;
}

/** No token of an API comes near this. */
const LONGEST_TOKEN = 8_192;

/** Undefined when the text is no token. */
export function readToken(token: string): ReadToken | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  const parts = [objectIn(header), objectIn(claims)];
  if (more.length > 0 || parts[0] === undefined || parts[1] === undefined) return undefined;
  // Node decodes plain base64 here too; a token that holds it is not in its one right form.
  if (!/^[A-Za-z0-9_-]+$/.test(signature)) return undefined;
  return {
    header: parts[0],
    claims: parts[1],
    input: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
