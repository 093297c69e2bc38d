import type { EngineOrder, EngineProduct, OrderRequest, Units } from '../../engine';
import type { PaperExchange } from '../paper-exchange';
import type { Call } from '../route';
import { WrongArgument } from './answers';
import { readConfiguration, unsupported } from './configuration';
import { crossing, type Failure, failureOf, OrderFailure } from './failure';
import { type Fields, requiredAt, textAt } from './fields';

/** The longest client order id, in characters. */
const LONGEST_ID = 128;

export function clientOrderIdIn(fields: Fields): string {
  const id = requiredAt(fields, 'client_order_id');
  if (id.length > LONGEST_ID)
    throw new WrongArgument(`client_order_id is longer than ${LONGEST_ID} characters`);
  return id;
}

/** Members that would change an order; ignoring one would place another order than the one asked for. */
const NOT_SPOT = ['leverage', 'margin_type', 'prediction_metadata', 'attached_order_configuration'] as const;

/** What an order is asked for with, apart from its client order id. @throws WrongArgument, OrderFailure. */
export function orderIn(fields: Fields, { exchange, profile }: Call): OrderRequest {
  const product = productIn(fields, exchange);
  const side = sideIn(fields);
  const strange = NOT_SPOT.find((name) => fields[name] !== undefined && fields[name] !== '');
  if (strange !== undefined) throw unsupported(`${strange} is not simulated by this sandbox`);
  const now = exchange.now();
  const terms = readConfiguration(fields['order_configuration'], { side, product, now });
  const request = { profile, productId: product.id, side, ...terms };
  refuseMetStop(request, exchange);
  return request;
}

function productIn(fields: Fields, { products }: PaperExchange): EngineProduct {
  const product = products.get(requiredAt(fields, 'product_id'));
  if (product) return product;
  const { reason, preview, message } = failureOf('Product not found');
  throw new OrderFailure(reason, preview, message);
}

function sideIn(fields: Fields): 'buy' | 'sell' {
  const side = requiredAt(fields, 'side');
  if (side === 'BUY') return 'buy';
  if (side === 'SELL') return 'sell';
  throw new WrongArgument(`invalid value for enum field side: "${side.slice(0, 40)}"`);
}

/** Unlike the Exchange, Advanced Trade takes no stop that the last trade has met already. */
function refuseMetStop({ productId, side, stopPrice }: OrderRequest, { engine }: PaperExchange): void {
  const last = lastPrice(engine.trades(productId));
  if (stopPrice === undefined || last === undefined) return;
  if (side === 'sell' ? stopPrice < last : stopPrice > last) return;
  const where = side === 'sell' ? 'ABOVE' : 'BELOW';
  throw new OrderFailure(
    'UNKNOWN_FAILURE_REASON',
    `PREVIEW_STOP_PRICE_${where}_LAST_TRADE_PRICE`,
    `the stop price is not ${where === 'ABOVE' ? 'below' : 'above'} the last trade price`,
  );
}

function lastPrice(trades: Iterable<{ readonly price: Units }>): Units | undefined {
  for (const { price } of trades) return price;
  return undefined;
}

/** Why the engine would not take it. */
export function failureFor(request: OrderRequest, exchange: PaperExchange): Failure | undefined {
  const message = exchange.engine.refusal(request, exchange.now());
  if (message !== undefined) return failureOf(message);
  return isCrossing(request, exchange) ? crossing : undefined;
}

function isCrossing({ productId, side, postOnly, price }: OrderRequest, { engine }: PaperExchange): boolean {
  const [best] = engine.levels(productId, side === 'buy' ? 'sell' : 'buy', 1);
  if (!postOnly || best === undefined || price === undefined) return false;
  return side === 'buy' ? best.price <= price : best.price >= price;
}

/** The order that a request with this client order id has made already: by either face, canceled ones included. */
export function earlierOrder({ exchange, profile }: Call, clientOrderId: string): EngineOrder | undefined {
  return exchange.engine.everOrderByClientOid(profile, clientOrderId);
}

/** Whether the request is for another portfolio than the key's, the only one it can trade in. */
export function isForeign(portfolio: string | null | undefined, { profile }: Call): boolean {
  return portfolio !== undefined && portfolio !== null && portfolio !== '' && portfolio !== profile;
}

/** The same for a body. */
export function isForeignBody(fields: Fields, call: Call): boolean {
  return isForeign(textAt(fields, 'retail_portfolio_id'), call);
}
