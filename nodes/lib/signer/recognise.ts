/**
 * What a pasted text is: which Coinbase product its credential belongs to, its parts, and what is missing. Runs in
 * the browser as the person pastes, and in Node as the first half of `parseCredential`; so nothing of Node here.
 */
import { inEnglish, listed, say, type Sentence, type Words } from '../sentences';
import { credentialFindings as finding } from './credential-findings';
import { checkExchangeFields } from './exchange-fields';
import type { CredentialFinding } from './findings';
import { findParts, type Parts } from './paste/parts';
import { checkParts } from './scheme-fields';
import { schemeFacts, type CredentialPart, type KeyEnvironment, type Scheme } from './schemes';
import { isCdpNameStart, isLegacyPair, isPem, isSeedText, isUuid, stripEnds } from './shapes';

export type { CredentialPart, KeyEnvironment } from './schemes';

/** The scheme of the product's keys; `unknown` for what is no credential. */
export type CredentialProduct = Scheme | 'unknown';

/** The parts as found, repaired; a PEM has real line breaks. */
export type FoundParts = { readonly [part in CredentialPart | 'serviceAccountId']?: string };

export interface Recognised {
  readonly product: CredentialProduct;
  readonly fields: FoundParts;
  readonly missing: readonly CredentialPart[];
  /** Environments that take such a credential, the likeliest first. */
  readonly fits: readonly KeyEnvironment[];
  /** One plain sentence: what this is. Holds no part of the credential. */
  readonly says: string;
  /** The same for the form. */
  readonly told: Sentence;
  /** What is wrong with the parts that are there. */
  readonly problems: readonly CredentialFinding[];
}

/** No credential file comes near this; a larger text is not read. */
const LONGEST_PASTE = 65_536;

/** Recognises a pasted credential in any usual layout, whole or in part. Never throws. */
export function recognise(text: string): Recognised {
  const pasted = typeof text === 'string' && text.length <= LONGEST_PASTE ? stripEnds(text) : undefined;
  if (pasted === undefined) return unknown('paste.tooLong');
  if (pasted === '') return unknown('paste.nothing', []);
  return judge(findParts(pasted.replace(/[\u200b\u2060\ufeff]/g, '').replace(/\u00a0/g, ' ')));
}

function judge(parts: Parts): Recognised {
  const key = parts.key[0];
  const secret = parts.secret[0];
  const passphrase = parts.passphrase[0];
  const { serviceAccountId } = parts;
  const fields = {
    ...(key === undefined ? {} : { key }),
    ...(secret === undefined ? {} : { secret }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(serviceAccountId === undefined ? {} : { serviceAccountId }),
  };
  const several = (['key', 'secret', 'passphrase'] as const)
    .filter((part) => parts[part].length > 1)
    .map((part) => finding.SEVERAL_VALUES(part));
  const damaged = parts.pemDamaged ? [finding.PEM_DAMAGED()] : [];
  const other = secret === undefined && parts.otherPem ? [finding.KEY_KIND(parts.otherPem)] : [];
  const scheme = schemeOf(parts, fields);
  return scheme === undefined
    ? unknown('paste.unknown', other.length > 0 ? other : undefined)
    : recognised(scheme, fields, [...several, ...damaged, ...other]);
}

function schemeOf(parts: Parts, fields: FoundParts): Scheme | undefined {
  const { key, secret, passphrase } = fields;
  if (parts.labelled === 'prime') return 'prime';
  if (isCdp(parts, fields)) return 'cdp';
  if (passphrase === undefined && isLegacyPair(key, secret)) return 'coinbase-app';
  if (key === undefined && secret === undefined && passphrase === undefined) return undefined;
  return parts.labelled ?? (isInternational(fields) ? 'international' : 'exchange');
}

function isCdp(parts: Parts, { key, secret, passphrase }: FoundParts): boolean {
  if (parts.pemDamaged || isPem(secret ?? '') || isCdpNameStart(key ?? '')) return true;
  if (key !== undefined && secret === undefined && parts.otherPem !== undefined) return true;
  if (isCdpNameStart(secret ?? '')) return true;
  if (passphrase !== undefined) return false;
  return isSeedText(secret ?? '') || isUuid(key ?? '') || isUuid(secret ?? '');
}

/** The key tells: 16 characters, where Exchange's has 32. A hex one is more likely half a key of Exchange. */
function isInternational({ key = '', secret, passphrase }: FoundParts): boolean {
  const complete = secret !== undefined && passphrase !== undefined;
  return complete && /^[A-Za-z0-9+/=_-]{16}$/.test(key) && !/^[0-9a-f]+$/i.test(key);
}

/** A credential whose product is known: what it lacks and what is wrong with it. */
export function recognised(
  scheme: Scheme,
  found: FoundParts,
  before: readonly CredentialFinding[] = [],
): Recognised {
  const { needs, environments } = schemeFacts[scheme];
  const { parts, problems: wrong } = checked(scheme, found);
  const missing = needs.filter((part) => found[part] === undefined);
  const problems = [...before, ...wrong.filter(({ code }) => code !== 'FIELD_EMPTY')];
  const fields = Object.fromEntries(
    Object.keys(found).map((part) => [part, parts[part as keyof FoundParts]]),
  );
  return {
    product: scheme,
    fields,
    missing,
    fits: environments,
    ...saying(describe(scheme, missing, problems)),
    problems,
  };
}

function checked(
  scheme: Scheme,
  { key = '', secret = '', passphrase = '', serviceAccountId = '' }: FoundParts,
): { readonly parts: FoundParts; readonly problems: readonly CredentialFinding[] } {
  if (scheme === 'exchange') {
    const { fields, problems } = checkExchangeFields({ key, secret, passphrase });
    return { parts: fields, problems };
  }
  const { problems, ...parts } = checkParts({ scheme, key, secret, passphrase, serviceAccountId });
  return { parts, problems };
}

function describe(
  scheme: Scheme,
  missing: readonly CredentialPart[],
  problems: readonly CredentialFinding[],
): Sentence {
  const called = say(`called.${scheme}`);
  if (problems.length > 0) return say('paste.wrong', { called });
  const { needs } = schemeFacts[scheme];
  if (missing.length === 0) return say('paste.complete', { called, parts: named(needs) });
  const lacks = missing.length > 1 ? 'paste.lacksMore' : 'paste.lacksOne';
  const says = say(lacks, { called, parts: named(missing) });
  const alone = scheme === 'exchange' && missing.length === 2 && !missing.includes('secret');
  return alone ? say('paste.lookalike', { says }) : says;
}

/** `key, secret and passphrase` */
function named(parts: readonly CredentialPart[]): Words {
  const names = parts.map((part) => say(`part.${part}`));
  const last = names.at(-1);
  if (names.length < 2 || !last) return listed(names, 'comma');
  return say('list.and', { one: listed(names.slice(0, -1), 'comma'), other: last });
}

/** In English, and for the form. */
export function saying(told: Sentence): Pick<Recognised, 'says' | 'told'> {
  return { says: inEnglish(told), told };
}

function unknown(
  told: 'paste.tooLong' | 'paste.nothing' | 'paste.unknown',
  problems: readonly CredentialFinding[] = [finding.NOT_RECOGNISED()],
): Recognised {
  return {
    product: 'unknown',
    fields: {},
    missing: ['key', 'secret', 'passphrase'],
    fits: [],
    ...saying(say(told)),
    problems,
  };
}
