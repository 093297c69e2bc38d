import { buildTarget, checkCallerHeaders, checkPath, missingBase, type RawRequest } from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { isPlainObject, shown } from '../lib/rules/shapes';
import type { Message, PropertyReader } from '../lib/runtime';
import { bodyText } from './body';
import type { SignedRequestConfig } from './config';
import { isAnswersHeaders } from './header-mark';

/** A request that is ready to be signed, and what the caller should know about it. */
export interface ReadRequest {
  readonly request: RawRequest;
  /** The path had no first slash, and got one. */
  readonly slashAdded: boolean;
  /** What was put in front of the path, such as /api/v3/brokerage; the empty string for nothing. */
  readonly baseAdded: string;
  readonly timeoutMs: number;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const DEFAULT_TIMEOUT_MS = 30_000;
const LONGEST_TIMEOUT_MS = 600_000;

/**
 * Reads the request from the form and the message, with the HTTP Request node's precedence: what the form says, else
 * `msg.method`, `msg.url`, `msg.headers`, `msg.payload`, `msg.requestTimeout`.
 * @param account its origin, and the environment; a message cannot choose another.
 * @param check the gate of paths, or a node's memory of it.
 * @throws CoinbaseError PATH_REFUSED with the reason; nothing was sent.
 */
export async function readRequest(
  config: Partial<SignedRequestConfig>,
  properties: PropertyReader,
  msg: Message,
  { origin, environment }: { readonly origin: string; readonly environment: string },
  check: typeof checkPath = checkPath,
): Promise<ReadRequest> {
  const method = readMethod(config.method, msg);
  const asked = (await properties.read('path', msg)) ?? msg.url;
  const { path, slashAdded } = check(asked, origin);
  const baseAdded = missingBase(environment, path);
  const query = await properties.read('query', msg);
  const headers = await readHeaders(properties, msg);
  const body = WITH_BODY.includes(method) ? bodyText(await readBody(config, properties, msg)) : undefined;
  const request = {
    method,
    path: buildTarget(baseAdded + path, query),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  };
  return { request, slashAdded, baseAdded, timeoutMs: readTimeout(config.timeout, msg) };
}

function readMethod(form: unknown, msg: Message): string {
  const chosen = form === undefined || form === '' ? 'GET' : form === 'use' ? (msg.method ?? 'GET') : form;
  const method = typeof chosen === 'string' && chosen.length < 10 ? chosen.toUpperCase() : '';
  if (METHODS.includes(method)) return method;
  throw refused('method', `the method ${shown(chosen)} is none of ${METHODS.join(', ')}`);
}

async function readHeaders(
  properties: PropertyReader,
  msg: Message,
): Promise<Record<string, string> | undefined> {
  const form = await properties.read('headers', msg);
  const given = form ?? (isAnswersHeaders(msg.headers) ? undefined : msg.headers);
  if (given === undefined || given === null || given === '') return undefined;
  if (!isPlainObject(given)) throw refused('headers', `the headers are ${shown(given)}; give an object`);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === '') continue;
    headers[name] = typeof value === 'number' && Number.isFinite(value) ? String(value) : (value as string);
  }
  checkCallerHeaders(headers);
  return headers;
}

/** An empty field means `msg.payload`, as in the HTTP Request node. */
function readBody(
  config: Partial<SignedRequestConfig>,
  properties: PropertyReader,
  msg: Message,
): Promise<unknown> {
  return config.body ? properties.read('body', msg) : Promise.resolve(msg.payload);
}

/** The form counts seconds, `msg.requestTimeout` milliseconds. */
function readTimeout(form: unknown, msg: Message): number {
  if (isGiven(form)) {
    const seconds = typeof form === 'string' || typeof form === 'number' ? String(form).trim() : '';
    if (/^\d{1,6}(\.\d{1,3})?$/.test(seconds)) return inRange('timeout', Math.round(Number(seconds) * 1000));
    throw refused('timeout', `the time-out is ${shown(form)}; give a number of seconds`);
  }
  const { requestTimeout } = msg;
  if (!isGiven(requestTimeout)) return DEFAULT_TIMEOUT_MS;
  const isText = typeof requestTimeout === 'string' && /^\d{1,7}$/.test(requestTimeout);
  const ms = isText ? Number(requestTimeout) : requestTimeout;
  if (typeof ms === 'number' && Number.isFinite(ms)) return inRange('requestTimeout', ms);
  throw refused('requestTimeout', `msg.requestTimeout is ${shown(requestTimeout)}; give milliseconds`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function inRange(field: string, ms: number): number {
  if (ms >= 1 && ms <= LONGEST_TIMEOUT_MS) return ms;
  throw refused(field, `the time-out must be from 1 ms to ${LONGEST_TIMEOUT_MS / 1000} s`);
}

function refused(field: string, why: string): CoinbaseError {
  return new CoinbaseError('PATH_REFUSED', why, { field });
}
