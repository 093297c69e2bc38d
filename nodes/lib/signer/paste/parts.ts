import {
  isBarePem,
  isCdpNameStart,
  isExchangeKey,
  isLegacyPair,
  isPem,
  isSecretText,
  isSeedText,
  isUuid,
} from '../shapes';
import { jsonEntries, lineEntries, type Entry } from './layouts';
import type { Sentence } from '../../sentences';
import { findPem, otherPem, PEM_HERE, withoutOtherPem } from './pem';
import { productOf, roleOf } from './roles';

/** A longer value is no part of a credential. */
const LONGEST_VALUE = 4_096;

/** The values found for each part, and what else gives the product away. */
export interface Parts {
  readonly key: string[];
  readonly keyName: string[];
  readonly secret: string[];
  readonly passphrase: string[];
  /** Values without a label or a telling form. */
  readonly loose: string[];
  serviceAccountId?: string;
  /** The product that a label names. */
  labelled?: 'prime' | 'international';
  pemDamaged: boolean;
  /** A PEM that cannot sign, and what it is. */
  otherPem?: Sentence;
}

/** Finds every part of a credential in a text of any usual layout. */
export function findParts(pasted: string): Parts {
  const parts: Parts = {
    key: [],
    keyName: [],
    secret: [],
    passphrase: [],
    loose: [],
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
  const other = otherPem(text);
  if (other !== undefined) parts.otherPem ??= other;
  const found = findPem(withoutOtherPem(text));
  if (found === undefined) return withoutOtherPem(text);
  if (found.pem === undefined) parts.pemDamaged = true;
  else add(parts.secret, found.pem);
  return found.rest;
}

function place({ label, value }: Entry, parts: Parts): void {
  if (value === '' || value === PEM_HERE || value.length > LONGEST_VALUE) return;
  const file = value.startsWith('{') ? jsonEntries(value) : undefined;
  if (file !== undefined) {
    for (const entry of file) place(entry, parts);
    return;
  }
  const labelled = label === undefined ? undefined : productOf(label);
  if (labelled !== undefined) parts.labelled ??= labelled;
  const role = label === undefined ? undefined : roleOf(label);
  if (isPem(value)) takePem(value, parts);
  else if (role === 'key') add(parts.key, value);
  else if (role === 'key-name') add(parts.keyName, value);
  else if (role === 'service-account') parts.serviceAccountId = value;
  else if (role === 'secret') add(parts.secret, value);
  else if (role === 'passphrase') add(parts.passphrase, value);
  else if (label === undefined) placeByLooks(value, parts);
}

function placeByLooks(value: string, parts: Parts): void {
  if (isExchangeKey(value) || isCdpNameStart(value) || isUuid(value)) add(parts.key, value);
  else if (isSecretText(value) || isSeedText(value) || isBarePem(value) || looksLikeDamagedSecret(value))
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
  const names = parts.keyName.filter((name) => isCdpNameStart(name) || isUuid(name));
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
