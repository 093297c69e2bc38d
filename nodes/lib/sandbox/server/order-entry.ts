import {
  type EngineProduct,
  isUnitsText,
  type OrderRequest,
  parseUnits,
  type StopKind,
  type Units,
  unitsFixed,
} from '../engine';
import { canonicalUuid } from './order-name';
import { type Parsed, parsed, refused } from './reply';

/** Fields that the sandbox does not act on. They are refused, because ignoring one would change the order. */
const NOT_SIMULATED = {
  max_floor: 'the exchange withdrew iceberg orders in May 2025',
} as const;

type Body = Readonly<Record<string, unknown>>;

/** What stands outside a POST /orders body. */
export interface OrderContext {
  readonly profile: string;
  readonly products: ReadonlyMap<string, EngineProduct>;
}

/** A refusal's text; thrown inside this file only, so that each check stays one line. */
class Refusal extends Error {}

/**
 * Reads the body of POST /orders. The texts are the exchange's where they are known; checks run in this order:
 * JSON, product id, type, side, self-trade prevention, what is not simulated, time in force, client id, stop, amounts,
 * product. Which stop goes with which side, increments, minimums, modes and funds are the engine's business.
 */
export function parseOrder(text: string, context: OrderContext): Parsed<OrderRequest> {
  try {
    return parsed(orderFrom(objectFrom(text), context));
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(400, thrown.message);
    throw thrown;
  }
}

function objectFrom(text: string): Body {
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch (thrown) {
    throw new Refusal(thrown instanceof Error ? thrown.message : 'Bad Request');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal('Bad Request');
  return body as Body;
}

function orderFrom(body: Body, { profile, products }: OrderContext): OrderRequest {
  const productId = present(body['product_id'], 'product_id');
  const type = oneOf(body['type'] ?? 'limit', ['limit', 'market'], 'order_type');
  const side = oneOf(present(body['side'], 'side'), ['buy', 'sell'], 'side');
  const stp = oneOf(given(body['stp'], 'dc'), ['dc', 'co', 'cn', 'cb'], 'stp');
  refuseUnsimulated(body);
  const lifetime = lifetimeFrom(body, type);
  const clientOid = clientOidFrom(body['client_oid']);
  const stop = stopFrom(body, type);
  const amounts = type === 'limit' ? limitAmounts(body) : sizeOrFunds(body);
  const product = typeof productId === 'string' ? products.get(productId) : undefined;
  if (!product) throw new Refusal('Product not found');
  const profileId = body['profile_id'];
  if (!absent(profileId) && canonicalUuid(shown(profileId)) !== profile)
    throw new Refusal('Invalid profile_id');
  const {
    stop_price: stopPrice,
    stop_limit_price: stopLimitPrice,
    ...figures
  } = exact({ ...amounts, ...stop.amounts }, product);
  return {
    profile,
    productId: product.id,
    side,
    type,
    stp,
    ...figures,
    ...(stop.kind !== undefined && { stop: stop.kind }),
    ...(stopPrice !== undefined && { stopPrice }),
    ...(stopLimitPrice !== undefined && { stopLimitPrice }),
    ...(clientOid !== undefined && { clientOid }),
    ...lifetime,
  };
}

function refuseUnsimulated(body: Body): void {
  for (const [name, why] of Object.entries(NOT_SIMULATED)) {
    if (absent(body[name])) continue;
    throw new Refusal(`${name} is not simulated by this sandbox (${why}); the order was not placed`);
  }
}

/** A market order has no lifetime: what is said of it is checked and then without effect. */
function lifetimeFrom(body: Body, type: 'limit' | 'market') {
  const timeInForce = oneOf(
    given(body['time_in_force'], 'GTC'),
    ['GTC', 'GTT', 'IOC', 'FOK'],
    'time_in_force',
  );
  const postOnly = flag(body['post_only'], 'post_only');
  const after = body['cancel_after'];
  const cancelAfter = absent(after) ? undefined : oneOf(after, ['min', 'hour', 'day'], 'cancel_after');
  if (type === 'market') return { timeInForce: 'GTC', postOnly: false } as const;
  if (postOnly && (timeInForce === 'IOC' || timeInForce === 'FOK')) {
    throw new Refusal(`Invalid post_only: not with time_in_force ${timeInForce}`);
  }
  if (cancelAfter === undefined) {
    if (timeInForce === 'GTT') throw new Refusal('Requires cancel_after');
    return { timeInForce, postOnly };
  }
  if (timeInForce !== 'GTT') throw new Refusal('Invalid cancel_after: only with time_in_force GTT');
  return { timeInForce, postOnly, cancelAfter };
}

/** A bracket may leave `stop` out: whether the exchange wants it there is not documented. */
function stopFrom(body: Body, type: 'limit' | 'market'): { kind: StopKind | undefined; amounts: Amounts } {
  const { stop, stop_price: price, stop_limit_price: limit } = body;
  if (absent(stop) && absent(price) && absent(limit)) return { kind: undefined, amounts: {} };
  const kind =
    absent(stop) && !absent(limit) ? undefined : oneOf(present(stop, 'stop'), ['loss', 'entry'], 'stop');
  if (type === 'market') throw new Refusal('Invalid stop: only a limit order can have one');
  const stop_price = amount(present(price, 'stop_price'), 'stop_price');
  if (absent(limit)) return { kind, amounts: { stop_price } };
  return { kind, amounts: { stop_price, stop_limit_price: amount(limit, 'stop_limit_price') } };
}

const AMOUNTS = ['size', 'price', 'funds', 'stop_price', 'stop_limit_price'] as const;

type Amounts = { readonly [name in (typeof AMOUNTS)[number]]?: string };

function limitAmounts(body: Body): Amounts {
  return { ...sizeOrFunds(body), price: amount(present(body['price'], 'price'), 'price') };
}

/** One of the two. */
function sizeOrFunds(body: Body): Amounts {
  const { size, funds } = body;
  if (absent(size)) {
    if (absent(funds)) throw new Refusal('Requires size');
    return { funds: amount(funds, 'funds') };
  }
  if (!absent(funds)) throw new Refusal('Only one of size and funds is allowed');
  return { size: amount(size, 'size') };
}

/** Amount text, or a JSON number that prints without an exponent after all its digits are written out. */
function amount(value: unknown, name: string): string {
  const text = typeof value === 'number' ? numberText(value) : value;
  if (typeof text !== 'string' || !/^-?(?:0|[1-9]\d{0,23})(?:\.\d{1,40})?$/.test(text)) {
    throw new Refusal(`${name} must be a number`);
  }
  return text;
}

function numberText(value: number): string {
  const text = String(value);
  return text.includes('e-') ? value.toFixed(16).replace(/0+$/, '') : text;
}

/** Amounts as the engine takes them; more decimals than it counts are more than any increment allows. */
function exact(amounts: Amounts, product: EngineProduct) {
  const units: { [name in (typeof AMOUNTS)[number]]?: Units } = {};
  for (const name of AMOUNTS) {
    const text = amounts[name];
    if (text === undefined) continue;
    if (!isUnitsText(text)) {
      const step = name === 'size' ? product.baseIncrement : product.quoteIncrement;
      throw new Refusal(`${name} is too accurate. Smallest unit is ${unitsFixed(step, 8)}`);
    }
    units[name] = parseUnits(text);
  }
  return units;
}

function clientOidFrom(value: unknown): string | undefined {
  if (absent(value)) return undefined;
  const uuid = typeof value === 'string' ? canonicalUuid(value) : undefined;
  if (uuid === undefined) throw new Refusal('Invalid client_oid');
  return uuid;
}

function flag(value: unknown, name: string): boolean {
  if (absent(value)) return false;
  if (typeof value !== 'boolean') throw new Refusal(`Invalid ${name} ${shown(value)}`);
  return value;
}

function oneOf<const Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  name: string,
): Choice {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new Refusal(`Invalid ${name} ${shown(value)}`);
  return choice;
}

function given(value: unknown, otherwise: string): unknown {
  return absent(value) ? otherwise : value;
}

function present(value: unknown, name: string): unknown {
  if (absent(value)) throw new Refusal(`Requires ${name}`);
  return value;
}

function absent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** A value as it is echoed in a refusal: text as it is, anything else as JSON, never long. */
function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80);
}
