import { namesOf } from '../../rules/one-book';
import type { Order } from '../../rules/orders';
import { isPlainObject, uuidText } from '../../rules/shapes';
import { buildTarget } from '../../rules/target';
import { say } from '../../sentences';
import type { Core } from '../core';
import type { Deadline } from '../deadline';
import { productPath } from '../product-path';
import { createReader, type Reader, type TradingParts } from '../reader';
import { refusal } from '../refusal';
import { advancedTradeStyle } from '../styles/advanced-trade';
import type { CallOptions, CancelResult, FindOptions, OrderName, TradingApi } from '../trading-api';
import { unexpected } from '../wire-values';
import { cancelOne, cancelOpen } from './cancel';
import { checkForAdvancedTrade } from './expressible';
import { findByClientOid, findOpen, listOrders } from './list-orders';
import { BROKERAGE, orderIdText } from './paths';
import { readBalances, readBook, readFees, readMarket, readProducts } from './read-market';
import { readFills, readOrder } from './read-order';
import { edit, place, preview } from './send';

/** The life of a token. Source: "JWTs expire after two minutes". */
const VALID_MS = 120_000;
/** Accounts a page; the API takes no more. */
const ACCOUNTS_PAGE = 250;
const FILLS_PAGE = 100;
const BOOK_DEPTH = 50;

/** @param signed there is a key: without one, products and prices come from the public addresses. */
export interface AdvancedTradeParts extends TradingParts {
  readonly signed: boolean;
}

/** Coinbase Advanced Trade behind the one interface. Source: REST reference of Advanced Trade. */
export function createAdvancedTradeTrading(parts: AdvancedTradeParts): TradingApi {
  const { core, products, within } = parts;
  const reader = createReader(parts, advancedTradeStyle);
  const { read, pages } = reader;
  const market = `${BROKERAGE}${parts.signed ? '' : '/market'}`;
  return {
    repeatable: true,
    forgetsUnfilled: false,
    canBeReset: parts.canBeReset,
    validMs: VALID_MS,
    check: checkForAdvancedTrade,
    place: (intent, options) => within(options, (deadline) => place(core, intent, deadline)),
    preview: (intent, options) => within(options, (deadline) => preview(core, intent, deadline)),
    edit: (id, change, options) => within(options, (deadline) => edit(core, id, change, deadline)),
    find: (name, options) => within(options, (deadline) => find(parts, reader, name, deadline, options)),
    listOrders: (filter, options) => listOrders(reader, filter, options),
    cancel: (name, productId, options) =>
      within({ ...options, urgent: true }, (deadline) =>
        cancel(parts, reader, { name, productId }, deadline, options),
      ),
    cancelAll: (productId, options) =>
      within(options, (deadline) => cancelOpen(core, () => openIds(reader, productId, options), deadline)),
    listFills: (filter, options) =>
      pages(
        `${BROKERAGE}/orders/historical/fills`,
        {
          ...('orderId' in filter
            ? { order_ids: filter.orderId }
            : { product_ids: namesOf(filter.productId) }),
          limit: FILLS_PAGE,
        },
        readFills,
        options,
      ),
    balances: async (options) => {
      const all = [];
      const query = { limit: ACCOUNTS_PAGE };
      for await (const page of pages(`${BROKERAGE}/accounts`, query, readBalances, options))
        all.push(...page);
      return all;
    },
    feeRates: (options) => read(`${BROKERAGE}/transaction_summary?product_type=SPOT`, readFees, options),
    products: (options) =>
      products.get(
        () => read(`${market}/products?product_type=SPOT`, readProducts, options),
        options?.maxAgeMs,
      ),
    market: (productId, options) =>
      within(options, async (deadline) => {
        const target = `${market}/products/${productPath(productId)}/ticker?limit=1`;
        return readMarket(productId, (await reader.get(target, deadline)).body);
      }),
    book: (productId, options) =>
      within(options, async (deadline) => {
        const query = { product_id: productPath(productId), limit: BOOK_DEPTH };
        return readBook((await reader.get(buildTarget(`${market}/product_book`, query), deadline)).body);
      }),
    serverTime: (options) => within(options, (deadline) => core.measureClock(deadline)),
    checkKey: (options) => read(`${BROKERAGE}/key_permissions`, () => undefined, options),
  };
}

async function find(
  { core }: AdvancedTradeParts,
  reader: Reader,
  name: OrderName,
  deadline: Deadline,
  { sinceMs, ...options }: FindOptions = {},
): Promise<Order | undefined> {
  if ('id' in name) return findById(core, name.id, deadline);
  return findByClientOid(reader, name.clientOid, { sinceMs, deadline }, options);
}

/** By our own id an order is found first: among those that are open, then among all, however old. */
async function cancel(
  parts: AdvancedTradeParts,
  reader: Reader,
  { name, productId }: { readonly name: OrderName; readonly productId: string | undefined },
  deadline: Deadline,
  options: CallOptions | undefined,
): Promise<CancelResult> {
  const id = 'id' in name ? orderIdText(name.id) : await idOf(name.clientOid);
  if (id === undefined) return { kind: 'gone', message: 'no order with this client order id was found' };
  return cancelOne(parts.core, id, deadline, () => find(parts, reader, { id }, deadline, options));

  async function idOf(clientOid: string): Promise<string | undefined> {
    const open = await findOpen(reader, clientOid, { ...options, urgent: 'for-cancel' });
    if (open) return open.id;
    const productIds = productId === undefined ? undefined : namesOf(productId);
    const haystack = { productIds, deadline };
    return (await findByClientOid(reader, clientOid, haystack, { ...options, urgent: true }))?.id;
  }
}

/** "Not found" counts only in the API's own words: a page of a machine in between says nothing about the order. */
async function findById(core: Core, id: string, deadline: Deadline): Promise<Order | undefined> {
  const request = { method: 'GET', path: `${BROKERAGE}/orders/historical/${orderIdText(id)}` };
  const response = await core.request(request, deadline);
  const error = refusal(response, request, advancedTradeStyle.words);
  if (error) {
    const told = isPlainObject(response.body) && error.details.exchange !== undefined;
    if (error.code === 'NOT_FOUND' && told) return undefined;
    throw error;
  }
  const order = readOrder(response.body);
  if ((uuidText(order.id) ?? order.id) === (uuidText(id) ?? id)) return order;
  throw unexpected(say('answer.asked'));
}

async function openIds(
  reader: Reader,
  productId: string | undefined,
  options: CallOptions | undefined,
): Promise<{ readonly ids: readonly string[]; readonly failure?: unknown }> {
  const ids: string[] = [];
  const filter = { ...(productId !== undefined && { productId }), pageSize: ACCOUNTS_PAGE };
  try {
    for await (const page of listOrders(reader, filter, { ...options, urgent: 'for-cancel' }))
      ids.push(...page.map(({ id }) => id));
    return { ids };
  } catch (failure) {
    return { ids, failure };
  }
}
