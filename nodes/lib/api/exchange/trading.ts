import { CoinbaseError } from '../../rules/errors';
import type { FeeRates, Fill, Order, OrderIntent, Verdict } from '../../rules/orders';
import { shown, uuidText } from '../../rules/shapes';
import { buildTarget } from '../../rules/target';
import { say } from '../../sentences';
import type { Core } from '../core';
import type { Deadline } from '../deadline';
import { withCanceled } from '../canceled-before';
import { placeOnce } from '../place-once';
import { productPath } from '../product-path';
import { createReader, type TradingParts } from '../reader';
import { refusal } from '../refusal';
import { exchangeStyle } from '../styles/exchange';
import type {
  CancelResult,
  OrderFilter,
  OrderName,
  RawRequest,
  RawResponse,
  TradingApi,
} from '../trading-api';
import { checkForExchange } from './expressible';
import { verdictOfAnswer } from './verdict';
import { readBalances, readBook, readFills, readMarket, readOrder, readOrders, readProducts } from './wire';
import { amount, unexpected } from '../wire-values';

const NOT_DONE = ['open', 'pending', 'active'] as const;
const PAGE = 100;
/** Cancel-all is best effort on the exchange: it is repeated until nothing is left, at most so often. */
const MOST_ROUNDS = 20;

/** Source: "Your timestamp must be within 30 seconds of the API service time". */
const VALID_MS = 30_000;

/** Coinbase Exchange behind the one interface. */
export function createExchangeTrading(parts: TradingParts): TradingApi {
  const { core, products, within } = parts;
  const { get, read, pages } = createReader(parts, exchangeStyle);
  return {
    repeatable: false,
    forgetsUnfilled: true,
    canBeReset: parts.canBeReset,
    validMs: VALID_MS,
    check: checkForExchange,
    place: (intent, options) => within(options, (deadline) => place(core, intent, deadline)),
    find: (name, options) => within(options, (deadline) => find(name, (path) => get(path, deadline))),
    listOrders: (filter, options) => pages('/orders', orderQuery(filter), readOrders, options),
    cancel: (name, productId, options) =>
      within(options, (deadline) => cancel(core, name, productId, deadline)),
    cancelAll: (productId, options) => within(options, (deadline) => cancelAll(core, productId, deadline)),
    listFills: (filter, options) =>
      pages<Fill>(
        '/fills',
        {
          ...('orderId' in filter ? { order_id: filter.orderId } : { product_id: filter.productId }),
          limit: PAGE,
        },
        readFills,
        options,
      ),
    balances: (options) => read('/accounts', readBalances, options),
    feeRates: (options) => read('/fees', readFees, options),
    products: (options) => products.get(() => read('/products', readProducts, options), options?.maxAgeMs),
    market: (productId, options) =>
      within(options, async (deadline) => {
        const { body } = await get(`/products/${productPath(productId)}/ticker`, deadline);
        return readMarket(productId, body);
      }),
    book: (productId, options) =>
      within(options, async (deadline) =>
        readBook((await get(`/products/${productPath(productId)}/book?level=2`, deadline)).body),
      ),
    serverTime: (options) => within(options, (deadline) => core.measureClock(deadline)),
    checkKey: (options) => read('/users/self/verify', () => undefined, options),
  };
}

function place(core: Core, intent: OrderIntent, deadline: Deadline): Promise<Verdict> {
  const request = { method: 'POST', path: '/orders', body: JSON.stringify(intent) };
  return placeOnce(core, request, intent, deadline, ({ response }) =>
    verdictOfAnswer(response, request, intent),
  );
}

/** A 404 counts only in the exchange's own words: one from a machine in between says nothing about the order. */
async function find(
  name: OrderName,
  get: (path: string) => Promise<RawResponse>,
): Promise<Order | undefined> {
  const path = `/orders/${pathOf(name)}`;
  try {
    return checkSame(readOrder((await get(path)).body), name);
  } catch (thrown) {
    const unknown = thrown instanceof CoinbaseError && thrown.code === 'NOT_FOUND' && thrown.details.exchange;
    if (unknown) return undefined;
    throw thrown;
  }
}

/** Another order than was asked for: the answer to something else. What the exchange leaves out is not held against it. */
function checkSame(order: Order, name: OrderName): Order {
  const [told, asked] = 'id' in name ? [order.id, name.id] : [order.client_oid, name.clientOid];
  if (told !== undefined && uuidText(told) !== uuidText(asked)) throw unexpected(say('answer.asked'));
  return order;
}

async function cancel(
  core: Core,
  name: OrderName,
  productId: string | undefined,
  deadline: Deadline,
): Promise<CancelResult> {
  const path = buildTarget(
    `/orders/${pathOf(name)}`,
    productId === undefined ? undefined : { product_id: productId },
  );
  const request = { method: 'DELETE', path };
  const response = await core.request(request, deadline, true);
  const error = refusal(response, request);
  if (!error) {
    // A cancel by client order id is answered with that id.
    return { kind: 'canceled', ...('id' in name && { id: name.id }) };
  }
  const message = error.details.exchange;
  if (message !== undefined && /already done/i.test(message)) return { kind: 'already-done', message };
  if (message !== undefined && error.code === 'NOT_FOUND') return { kind: 'gone', message };
  throw error;
}

async function cancelAll(
  core: Core,
  productId: string | undefined,
  deadline: Deadline,
): Promise<readonly string[]> {
  const path = buildTarget('/orders', productId === undefined ? undefined : { product_id: productId });
  const request = { method: 'DELETE', path };
  const canceled = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const ids = await canceledBy(core, request, deadline).catch((thrown: unknown) =>
      Promise.reject(withCanceled(thrown, [...canceled])),
    );
    const fresh = ids.filter((id): id is string => typeof id === 'string' && !canceled.has(id));
    if (fresh.length === 0) break;
    for (const id of fresh) canceled.add(id);
  }
  return [...canceled];
}

async function canceledBy(core: Core, request: RawRequest, deadline: Deadline): Promise<readonly unknown[]> {
  const response = await core.request(request, deadline, true);
  const error = refusal(response, request);
  if (error) throw error;
  if (!Array.isArray(response.body)) throw unexpected(say('answer.canceled'));
  return response.body as readonly unknown[];
}

/** `client:UUID` or `UUID`; anything else must not become part of a path. */
function pathOf(name: OrderName): string {
  const given = 'id' in name ? name.id : name.clientOid;
  const uuid = uuidText(given);
  if (!uuid)
    throw new CoinbaseError('ORDER_INVALID', `the order id ${shown(given)} is not a UUID`, { sent: false });
  return 'id' in name ? uuid : `client:${uuid}`;
}

function orderQuery({
  status,
  productId,
  startDate,
  endDate,
  pageSize,
}: OrderFilter): Record<string, unknown> {
  return {
    status: status && status.length > 0 ? status : NOT_DONE,
    product_id: productId,
    start_date: startDate,
    end_date: endDate,
    limit: Math.min(Math.max(1, Math.trunc(pageSize ?? PAGE)), 1000),
  };
}

function readFees(body: unknown): FeeRates {
  const { maker_fee_rate, taker_fee_rate } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const [maker, taker] = [amount(maker_fee_rate), amount(taker_fee_rate)];
  if (!maker || !taker) throw unexpected(say('answer.fees'));
  return { maker, taker };
}
