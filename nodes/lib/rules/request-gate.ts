import { CoinbaseError } from './errors';
import { cancelsOrders, createsOrder, editsOrder, movesMoney } from './guarded-paths';
import { shown } from './shapes';
import type { TradingState } from './trading-state';

/** A path that may leave, and whether a missing first slash was added. */
export interface CheckedPath {
  /** Starts with one slash; may carry a query. */
  readonly path: string;
  readonly slashAdded: boolean;
}

/**
 * Reads the path that a message or a form asks for. An absolute URL of exactly the account's origin is taken as its
 * path; a message can never choose another host.
 * @throws CoinbaseError PATH_REFUSED with the reason.
 */
export function checkPath(text: unknown, accountOrigin: string): CheckedPath {
  if (typeof text !== 'string') throw refused(`the path is ${shown(text)}; give text`);
  if (text === '') throw refused('the path is empty');
  if (text.length > 8192) throw refused(`the path has ${text.length} characters; the most is 8192`);
  if (/[\x00-\x1f\x7f]/.test(text)) throw refused('the path holds a control character or a line break');
  if (text.includes('\\')) throw refused('the path holds a backslash');
  if (text.includes('#')) throw refused('the path holds a #; write it as %23');
  const inner = withoutOrigin(text.trim(), accountOrigin);
  const path = inner.startsWith('/') ? inner : `/${inner}`;
  checkSegments(path.split('?', 1)[0] ?? path);
  return { path, slashAdded: path !== inner };
}

function withoutOrigin(text: string, accountOrigin: string): string {
  if (text.startsWith('//')) throw refused('the path starts with //, which names another host');
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(text.split(/[/?]/, 1)[0] ?? '')?.[0];
  if (!scheme) return text;
  if (!/^https?:\/\//i.test(text))
    throw refused(`the path starts with ${shown(scheme)}; give a path such as /accounts`);
  const end = text.slice(scheme.length + 2).search(/[/?]/);
  const origin = end < 0 ? text : text.slice(0, scheme.length + 2 + end);
  if (origin.toLowerCase() !== accountOrigin.toLowerCase())
    throw refused(`the URL's host is not the account's (${accountOrigin})`);
  const rest = text.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** Each segment as a server may read it: decoded once more than it is written. */
function checkSegments(path: string): void {
  const segments = path.slice(1).split('/');
  segments.forEach((segment, index) => {
    if (segment === '' && index < segments.length - 1) throw refused('the path holds two slashes in a row');
    const plain = decoded(segment);
    if (plain === '.' || plain === '..') throw refused('the path holds a . or .. segment');
    if (/[/\\\x00-\x1f\x7f?#%]/.test(plain))
      throw refused('the path holds an encoded slash, question mark, percent or control character');
  });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refused('the path holds a % that encodes nothing');
  }
}

/** What is known about a request and about what was allowed. */
export interface GateQuestion {
  /** Upper case. */
  readonly method: string;
  /** The final request target. */
  readonly path: string;
  /** The account's environment moves real money. */
  readonly live: boolean;
  /** The account's "allow live orders" holds for this key and origin. */
  readonly liveOrdersAllowed: boolean;
  /** The node's "allow requests that change something". */
  readonly allowChanges: boolean;
  /** The node's "allow withdrawals, transfers and the address book". */
  readonly allowTransfers: boolean;
  /** What the trading switch of the key says; absent where the request need not heed it. */
  readonly trading?: TradingState;
}

const PLACE_ORDER =
  'orders with real money go through the place-order node, which never places one twice ' +
  '(in this version on Exchange and Advanced Trade)';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** True for what the trading switch may forbid: all but reads and cancels. */
export function heedsSwitch(method: string, path: string): boolean {
  return !onlyReads(method) && !cancelsOrders(method, comparable(path));
}

function onlyReads(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * The gate of signed-request. On paper everything that has a known method may leave while trading is active. Live:
 * reads only, unless the node and the account both allow changes; moving money needs a tick of its own; orders go
 * through place-order, which never places one twice. Halted: reads and cancels; reducing: no new orders, and none that
 * grow.
 * @throws CoinbaseError PATH_REFUSED, LIVE_ORDERS_OFF or TRADING_HALTED.
 */
export function checkLive(question: GateQuestion): void {
  const { method, live, trading } = question;
  if (!METHODS.has(method))
    throw refused(`the method ${shown(method)} is none of ${[...METHODS].join(', ')}`);
  if (onlyReads(method) || (!live && (trading ?? 'active') === 'active')) return;
  const path = comparable(question.path);
  if (trading) checkTrading(trading, method, path);
  if (!live) return;
  if (method === 'POST' && createsOrder(path)) throw refused(PLACE_ORDER);
  if (!question.allowChanges)
    throw refused(`${method} changes something; tick "allow requests that change something" in this node`);
  if (!question.liveOrdersAllowed)
    throw new CoinbaseError('LIVE_ORDERS_OFF', `${method} ${path} would change something with real money`);
  if (!question.allowTransfers && movesMoney(path))
    throw refused(
      'this moves money or changes where it may go; tick "allow withdrawals and transfers" in this node',
    );
}

/** Orders that place-order would place by its limits have no way around them here, whatever the side. */
function checkTrading(trading: TradingState, method: string, path: string): void {
  if (trading === 'active' || cancelsOrders(method, path)) return;
  if (trading === 'halted')
    throw halted(
      `only reads and cancels leave while the trading switch is halted, and this is ${method} ${path}`,
    );
  if (method === 'POST' && (createsOrder(path) || editsOrder(path)))
    throw halted('the trading switch is reducing, and then orders leave through the place-order node alone');
}

function halted(why: string): CoinbaseError {
  return new CoinbaseError('TRADING_HALTED', why, { sent: false });
}

/** The path as a server may read it: decoded, lower case, no query, no `;parameters`, no last slash. */
function comparable(target: string): string {
  const path = target.split('?', 1)[0] ?? target;
  return path
    .split('/')
    .map((segment) => decoded(segment).toLowerCase().replace(/;.*$/s, '').trim())
    .join('/')
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('PATH_REFUSED', why);
}
