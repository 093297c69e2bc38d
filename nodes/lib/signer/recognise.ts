/**
 * What a pasted text is: which Coinbase product its credential belongs to, its parts, and what is missing. Runs in
 * the browser as the person pastes, and in Node as the first half of `parseCredential`; so nothing of Node here.
 */
import { credentialFindings as finding } from './credential-findings';
import { checkExchangeFields } from './exchange-fields';
import type { Finding } from './findings';
import { jsonEntries, lineEntries, type Entry } from './paste/layouts';
import { findPem, PEM_HERE } from './paste/pem';
import { isPrimeLabel, roleOf } from './paste/roles';
import { isCdpName, isExchangeKey, isPem, isSecretText, isSeedText, isUuid, stripEnds } from './shapes';

export type CredentialProduct = 'exchange' | 'cdp' | 'coinbase-app-legacy' | 'prime' | 'unknown';
export type CredentialPart = 'key' | 'secret' | 'passphrase';

export interface Recognised {
  readonly product: CredentialProduct;
  /** What was found, repaired; a PEM has real line breaks. */
  readonly fields: { readonly [part in CredentialPart]?: string };
  readonly missing: readonly CredentialPart[];
  /** Environments of this version that take such a credential. */
  readonly fits: readonly ('exchange' | 'exchange-sandbox')[];
  /** One plain sentence for the form. Holds no part of the credential. */
  readonly says: string;
  /** What is wrong with the parts that are there. */
  readonly problems: readonly Finding[];
}

/** No credential file comes near this; a larger text is not read. */
const LONGEST_PASTE = 65_536;
const LONGEST_VALUE = 4_096;

/** Recognises a pasted credential in any usual layout, whole or in part. Never throws. */
export function recognise(text: string): Recognised {
  const pasted = typeof text === 'string' && text.length <= LONGEST_PASTE ? stripEnds(text) : undefined;
  if (pasted === undefined) return unknown('This is far too long for a credential.');
  if (pasted === '') return unknown('Nothing was pasted.', []);
  return judge(findParts(pasted.replace(/[\u200b\u2060\ufeff]/g, '').replace(/\u00a0/g, ' ')));
}

/** The values found for each part, and what else gives the product away. */
interface Parts {
  readonly key: string[];
  readonly keyName: string[];
  readonly secret: string[];
  readonly passphrase: string[];
  /** Values without a label or a telling form. */
  readonly loose: string[];
  prime: boolean;
  pemDamaged: boolean;
}

function findParts(pasted: string): Parts {
  const parts: Parts = {
    key: [],
    keyName: [],
    secret: [],
    passphrase: [],
    loose: [],
    prime: false,
    pemDamaged: false,
  };
  const entries = jsonEntries(pasted);
  if (entries !== undefined) {
    for (const entry of entries) place(entry, parts);
  } else {
    for (const entry of lineEntries(takePem(pasted, parts))) place(entry, parts);
  }
  settle(parts);
  return parts;
}

/** Moves a private key in PEM to the secrets and returns the text without it. */
function takePem(text: string, parts: Parts): string {
  const found = findPem(text);
  if (found === undefined) return text;
  if (found.pem === undefined) parts.pemDamaged = true;
  else add(parts.secret, found.pem);
  return found.rest;
}

function place({ label, value }: Entry, parts: Parts): void {
  if (value === '' || value === PEM_HERE || value.length > LONGEST_VALUE) return;
  if (label !== undefined && isPrimeLabel(label)) parts.prime = true;
  const role = label === undefined ? undefined : roleOf(label);
  if (isPem(value)) takePem(value, parts);
  else if (role === 'key') add(parts.key, value);
  else if (role === 'key-name') add(parts.keyName, value);
  else if (role === 'secret') add(parts.secret, value);
  else if (role === 'passphrase') add(parts.passphrase, value);
  else if (label === undefined) placeByLooks(value, parts);
}

function placeByLooks(value: string, parts: Parts): void {
  if (isExchangeKey(value) || isCdpName(value) || isUuid(value)) add(parts.key, value);
  else if (isSecretText(value) || isSeedText(value) || looksLikeDamagedSecret(value))
    add(parts.secret, value);
  else parts.loose.push(value);
}

/** Long and almost base64: what is wrong with it is for the check of the secret to say. */
function looksLikeDamagedSecret(value: string): boolean {
  return (
    value.length >= 60 && value.length <= 120 && /^[A-Za-z0-9+/_=% -]+$/.test(value) && /[A-Z]/.test(value)
  );
}

function add(values: string[], value: string): void {
  if (!values.includes(value)) values.push(value);
}

/** `id` and `name` are the key only of a text that has no other; loose values fill the places that are left. */
function settle(parts: Parts): void {
  const names = parts.keyName.filter((name) => isCdpName(name) || isUuid(name));
  if (parts.key.length === 0) for (const name of names) add(parts.key, name);
  const told = parts.key.length + parts.secret.length + parts.passphrase.length > 0;
  const loose = parts.loose.filter((value) => value.length <= 64);
  if (!told && loose.length === 2 && isLegacyPair(loose[0], loose[1])) {
    add(parts.key, loose[0] ?? '');
    add(parts.secret, loose[1] ?? '');
    return;
  }
  if (!told || loose.length > 2) return;
  const [first, second] = loose;
  if (first === undefined) return;
  if (parts.key.length === 0 && (second !== undefined || parts.passphrase.length > 0)) {
    add(parts.key, first);
    loose.shift();
  }
  const [last] = loose;
  if (parts.passphrase.length === 0 && loose.length === 1 && last !== undefined) add(parts.passphrase, last);
}

function isLegacyPair(key: string | undefined, secret: string | undefined): boolean {
  return /^[A-Za-z0-9]{16}$/.test(key ?? '') && /^[A-Za-z0-9]{32}$/.test(secret ?? '');
}

function judge(parts: Parts): Recognised {
  const key = parts.key[0];
  const secret = parts.secret[0];
  const passphrase = parts.passphrase[0];
  const several = (['key', 'secret', 'passphrase'] as const)
    .filter((part) => parts[part].length > 1)
    .map((part) => finding.SEVERAL_VALUES(part));
  const fields = {
    ...(key === undefined ? {} : { key }),
    ...(secret === undefined ? {} : { secret }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  if (parts.prime) return other('prime', fields, several, finding.PRIME_KEY());
  if (isCdp(parts, fields)) {
    const damaged = parts.pemDamaged ? [finding.PEM_DAMAGED()] : [];
    return other('cdp', fields, [...several, ...damaged], finding.CDP_KEY());
  }
  if (passphrase === undefined && isLegacyPair(key, secret))
    return other('coinbase-app-legacy', fields, several, finding.LEGACY_KEY());
  if (key === undefined && secret === undefined && passphrase === undefined)
    return unknown('This is no Coinbase credential in any known form.');
  return exchange(fields, several);
}

function isCdp(parts: Parts, { key, secret, passphrase }: Recognised['fields']): boolean {
  if (parts.pemDamaged || isPem(secret ?? '') || isCdpName(key ?? '')) return true;
  if (passphrase !== undefined) return false;
  return isSeedText(secret ?? '') || isUuid(key ?? '');
}

function other(
  product: CredentialProduct,
  fields: Recognised['fields'],
  problems: readonly Finding[],
  why: Finding,
): Recognised {
  const needed: readonly CredentialPart[] =
    product === 'prime' ? ['key', 'secret', 'passphrase'] : ['key', 'secret'];
  const missing = needed.filter((part) => fields[part] === undefined);
  return {
    product,
    fields,
    missing,
    fits: [],
    says: `${why.text}. ${why.fix}`,
    problems: [...problems, why],
  };
}

function exchange(found: Recognised['fields'], several: readonly Finding[]): Recognised {
  const given = { key: found.key ?? '', secret: found.secret ?? '', passphrase: found.passphrase ?? '' };
  const checked = checkExchangeFields(given);
  const missing = (['key', 'secret', 'passphrase'] as const).filter((part) => found[part] === undefined);
  const problems = [...several, ...checked.problems.filter(({ code }) => code !== 'FIELD_EMPTY')];
  const fields = {
    ...(found.key === undefined ? {} : { key: checked.fields.key }),
    ...(found.secret === undefined ? {} : { secret: checked.fields.secret }),
    ...(found.passphrase === undefined ? {} : { passphrase: checked.fields.passphrase }),
  };
  const says = describe(missing, problems);
  return { product: 'exchange', fields, missing, fits: ['exchange', 'exchange-sandbox'], says, problems };
}

function describe(missing: readonly CredentialPart[], problems: readonly Finding[]): string {
  const [problem] = problems;
  if (problem !== undefined) return `${problem.text}. ${problem.fix}`;
  if (missing.length === 0) return 'A complete key of Coinbase Exchange: key, secret and passphrase.';
  const names = missing.join(' and ');
  const lacking = `Part of a key of Coinbase Exchange; ${names} ${missing.length > 1 ? 'are' : 'is'} still missing.`;
  const alone = missing.length === 2 && !missing.includes('secret');
  return alone ? `${lacking} (The secret of an Ed25519 key of Advanced Trade looks the same.)` : lacking;
}

function unknown(says: string, problems: readonly Finding[] = [finding.NOT_RECOGNISED()]): Recognised {
  return {
    product: 'unknown',
    fields: {},
    missing: ['key', 'secret', 'passphrase'],
    fits: [],
    says,
    problems,
  };
}
