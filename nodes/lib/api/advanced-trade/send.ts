import { CoinbaseError } from '../../rules/errors';
import type { ApiPreview, OrderIntent, Verdict } from '../../rules/orders';
import { say } from '../../sentences';
import type { Core } from '../core';
import type { Deadline } from '../deadline';
import { placeOnce } from '../place-once';
import { refusal } from '../refusal';
import { advancedTradeStyle } from '../styles/advanced-trade';
import { textAt, valueAt } from '../styles/reading';
import type { OrderChange, RawRequest, RawResponse } from '../trading-api';
import { amount, unexpected } from '../wire-values';
import { configurationOf } from './configuration';
import { checkForAdvancedTrade } from './expressible';
import { BROKERAGE, objectAt, orderIdText } from './paths';
import { reasonOf } from './reasons';
import { verdictOfAnswer } from './verdict';

/** Sends an order once. */
export async function place(core: Core, intent: OrderIntent, deadline: Deadline): Promise<Verdict> {
  let order;
  try {
    checkForAdvancedTrade(intent);
    order = bodyOf(intent, await clockFor(core, intent, deadline));
  } catch (error) {
    if (error instanceof CoinbaseError)
      return {
        kind: 'not-sent',
        error: new CoinbaseError(error.code, error.toldWhy, { ...error.details, sent: false }),
      };
    throw error;
  }
  const request = post('/orders', { client_order_id: intent.client_oid, ...order });
  return placeOnce(core, request, intent, deadline, (answered) =>
    verdictOfAnswer(answered, request, intent, order.order_configuration),
  );
}

/** Figures of a preview, ours first. The average price is in no reference; the API tells it by the first of its names. */
const PREVIEWED = {
  base_size: ['base_size'],
  quote_size: ['quote_size'],
  order_total: ['order_total'],
  commission_total: ['commission_total'],
  average_price: ['est_average_filled_price', 'average_filled_price'],
  best_bid: ['best_bid'],
  best_ask: ['best_ask'],
  slippage: ['slippage'],
} as const satisfies Partial<Record<keyof ApiPreview, readonly string[]>>;

/** What the API says the order would cost. @throws CoinbaseError for what cannot be said, and for a refused question. */
export async function preview(core: Core, intent: OrderIntent, deadline: Deadline): Promise<ApiPreview> {
  checkForAdvancedTrade(intent);
  const request = post('/orders/preview', bodyOf(intent, await clockFor(core, intent, deadline)));
  const { body } = accepted(await core.request(request, deadline, true), request);
  const errors = wordsOf(valueAt(body, 'errs'));
  const told = Object.entries(PREVIEWED).flatMap(([ours, theirs]) => {
    const text = theirs.map((name) => amount(valueAt(body, name))).find((one) => one !== undefined);
    return text === undefined ? [] : [[ours, text] as const];
  });
  if (told.length === 0 && errors.length === 0) throw unexpected(say('answer.preview'));
  return { ...Object.fromEntries(told), errors, warnings: wordsOf(valueAt(body, 'warning')) };
}

/** Changes an open order, sent once. */
export async function edit(
  core: Core,
  id: string,
  { price, size }: OrderChange,
  deadline: Deadline,
): Promise<string> {
  const request = post('/orders/edit', { order_id: orderIdText(id), price, size });
  const { response } = await core.once(request, deadline);
  const { body, status, attempts } = accepted(response, request);
  if (valueAt(body, 'success') === true) return textAt(body, 'success_response', 'order_id') ?? id;
  const reason = reasonOf(body, 'ORDER_REFUSED');
  if (!reason) throw unexpected(say('answer.change'));
  const why = say('refusal.says', { words: JSON.stringify(reason.words) });
  throw new CoinbaseError(reason.code, why, { sent: true, status, attempts, exchange: reason.words });
}

function bodyOf(intent: OrderIntent, nowMs: number) {
  return {
    product_id: intent.product_id,
    side: intent.side.toUpperCase(),
    order_configuration: configurationOf(intent, nowMs),
  };
}

/** The exchange's clock. Where an end time depends on it, it is asked for first, once: a minute may be all there is. */
async function clockFor(core: Core, intent: OrderIntent, deadline: Deadline): Promise<number> {
  if (intent.cancel_after !== undefined && !core.serverClock.known) await core.measureClock(deadline);
  return core.serverClock.now();
}

function post(path: string, body: unknown): RawRequest {
  return { method: 'POST', path: `${BROKERAGE}${path}`, body: JSON.stringify(body) };
}

function accepted(response: RawResponse, request: RawRequest): RawResponse {
  const error = refusal(response, request, advancedTradeStyle.words);
  if (error) throw error;
  if (objectAt({ body: response.body }, 'body') === undefined) throw unexpected(say('answer.object'));
  return response;
}

function wordsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
}
