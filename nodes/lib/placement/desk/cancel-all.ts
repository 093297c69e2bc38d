import type { CallOptions, TradingApi } from '../../api';
import type { Clock } from '../../rules/clock';
import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import type { Order, OrderIntent } from '../../rules/orders';
import { inEnglish, say, type Words } from '../../sentences';
import { mayHaveArrived } from '../cancel-order';
import { listAllOrders } from '../list-orders';
import { createPatience } from '../patience';
import type { DeskCore } from './core';
import type { Life } from './life';
import type { CancelAll } from './types';

/** What was canceled, and which orders are open still. */
interface Swept {
  readonly canceled: readonly string[];
  readonly left: readonly Left[];
}

interface Left {
  readonly order_id: string;
  readonly why: Words;
  /** No cancel of it arrived. */
  readonly stands?: boolean;
}

/** What is on its way to the exchange meanwhile is waited for this long, milliseconds. */
const ANSWERS_MS = 3000;
/** An order whose cancel was taken may be open for a moment; it is looked for this long, milliseconds. */
const UNDER_WAY_MS = 2000;
const PAUSE_MS = 200;

/**
 * Cancels all orders of an account that are open, also those that open while it does so. One of which it is not known
 * whether it exists is told as `client:<client order id>`.
 * @throws CoinbaseError as {@link cancelAll}, where nothing was canceled.
 */
export async function cancelAllOf(
  core: DeskCore,
  connect: () => Promise<TradingApi>,
  productId: string | undefined,
  options: CallOptions,
): Promise<CancelAll> {
  const resume = core.renewals.callOffAll(productId);
  const swept = connect().then((trading) =>
    cancelAlsoLate(core, trading, productId, { ...options, urgent: true }),
  );
  const { canceled, left } = await swept.catch((thrown: unknown) => {
    if (!mayHaveArrived(thrown)) resume();
    throw thrown;
  });
  const standing = new Set(left.flatMap(({ order_id, stands }) => (stands ? [order_id] : [])));
  if (standing.size > 0) resume(standing);
  void core.rounds.ended(canceled);
  const failed = left.map(({ order_id, why }) => ({ order_id, why: inEnglish(why) }));
  const [first] = left;
  return { canceled, failed, ...(first && { told: first.why }) };
}

async function cancelAlsoLate(
  core: DeskCore,
  trading: TradingApi,
  productId: string | undefined,
  options: CallOptions,
): Promise<Swept> {
  const unknown = (): Life[] =>
    core.lives
      .all()
      .filter(({ left, intent }) => left && (productId === undefined || intent.product_id === productId));
  const onTheirWay = unknown().filter(({ watch }) => !watch);
  const first = await cancelAll(core, trading, productId, options);
  if (onTheirWay.length === 0) return withUnknown(first, unknown());
  const answered = (): boolean => !unknown().some((life) => onTheirWay.includes(life) && !life.watch);
  await core.changes.until(answered, ANSWERS_MS, options.signal);
  const late = await cancelAll(core, trading, productId, options).catch(() => undefined);
  if (!late) return withUnknown(first, new Set([...onTheirWay, ...unknown()]));
  return withUnknown({ ...late, canceled: [...first.canceled, ...late.canceled] }, unknown());
}

function withUnknown({ canceled, left }: Swept, lives: Iterable<Life>): Swept {
  return { canceled, left: [...left, ...[...lives].map(({ intent }) => notSeen(intent))] };
}

function notSeen({ client_oid }: OrderIntent): Left {
  return { order_id: `client:${client_oid}`, why: say('open.unknown') };
}

/**
 * Cancels what is open (of one product), and tells which orders are open all the same.
 * @throws CoinbaseError where it failed and it cannot be seen what is left; `details.canceled` as TradingApi.cancelAll.
 */
async function cancelAll(
  core: DeskCore,
  trading: TradingApi,
  productId: string | undefined,
  options: CallOptions,
): Promise<Swept> {
  let failure: CoinbaseError | undefined;
  const canceled = await trading.cancelAll(productId, options).catch((thrown: unknown) => {
    failure = asCoinbaseError(thrown, 'REQUEST_REFUSED');
    const known = failure.details['canceled'];
    return Array.isArray(known) ? (known as readonly string[]) : [];
  });
  let unseen: Words = '';
  const look = (): Promise<readonly Order[] | undefined> =>
    openOrders(core, trading, productId, options).catch((thrown: unknown) => {
      unseen = asCoinbaseError(thrown, 'REQUEST_REFUSED').toldWhy;
      return undefined;
    });
  const listed = await look();
  if (failure && (!listed || canceled.length + listed.length === 0)) throw failure;
  if (!listed) return { canceled, left: [{ order_id: 'unknown', why: say('open.unseen', { why: unseen }) }] };
  const taken = new Set(canceled);
  const others = listed.filter(({ id }) => !taken.has(id));
  const strays = others.filter(({ product_id }) => productId !== undefined && product_id !== productId);
  for (const id of await cancelEach(strays, trading, options)) taken.add(id);
  const open = trading.forgetsUnfilled
    ? others.filter(({ id }) => !taken.has(id))
    : await openForLong(listed, taken, look, core.clock, options);
  const why = failure?.toldWhy ?? say('open.notCanceled');
  const turnedAway = failure !== undefined && !mayHaveArrived(failure);
  const left = open.map(({ id }) =>
    taken.has(id) ? { order_id: id, why: say('open.underWay') } : { order_id: id, why, stands: turnedAway },
  );
  for (const { id } of open) taken.delete(id);
  return { canceled: [...taken], left };
}

/** What is open although there was time for the cancels that the exchange took. */
async function openForLong(
  first: readonly Order[],
  taken: ReadonlySet<string>,
  look: () => Promise<readonly Order[] | undefined>,
  clock: Clock,
  { timeoutMs = UNDER_WAY_MS, signal }: CallOptions,
): Promise<readonly Order[]> {
  const patience = createPatience(Math.min(UNDER_WAY_MS, timeoutMs), signal, clock);
  let left = first;
  while (left.some(({ id }) => taken.has(id)) && patience.remainingMs() > 0 && !patience.aborted) {
    await patience.pause(PAUSE_MS);
    left = (await look()) ?? left;
  }
  return left;
}

/**
 * What is open (of one product). An own order of the product counts under whatever name it is listed: where two
 * products share an order book, the exchange's own cancel of one of them may pass it by.
 */
async function openOrders(
  { book }: DeskCore,
  trading: TradingApi,
  productId: string | undefined,
  options: CallOptions,
): Promise<readonly Order[]> {
  const { orders } = await listAllOrders(trading, {}, options);
  if (productId === undefined) return orders;
  const productOf = ({ client_oid = '', product_id }: Order): string =>
    book.get(client_oid)?.intent.product_id ?? product_id;
  return orders.filter((order) => productOf(order) === productId);
}

/** @returns the ids of those that the exchange canceled, or took the cancel of. */
async function cancelEach(
  orders: readonly Order[],
  trading: TradingApi,
  options: CallOptions,
): Promise<readonly string[]> {
  const canceled: string[] = [];
  for (const { id, product_id } of orders) {
    const result = await trading.cancel({ id }, product_id, options).catch(() => undefined);
    if (result?.kind === 'canceled') canceled.push(id);
  }
  return canceled;
}
