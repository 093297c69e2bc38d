import {
  type EngineProduct,
  isUnitsText,
  type OrderRequest,
  parseUnits,
  type Units,
  unitsFixed,
} from '../engine';
import { canonicalUuid } from './order-name';
import { type Parsed, parsed, refused } from './reply';

/** Fields that the sandbox does not act on yet. They are refused, because ignoring one would change the order. */
const NOT_SIMULATED = ['stop', 'stop_price', 'stop_limit_price', 'cancel_after', 'max_floor'] as const;

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
 * JSON, product id, type, side, self-trade prevention, what is not simulated, time in force, client id, amounts,
 * product. Increments, minimums and funds are the engine's business.
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
  refuseUnsimulated(body);
  const timeInForce = oneOf(body['time_in_force'] ?? 'GTC', ['GTC', 'IOC', 'FOK'], 'time_in_force');
  const postOnly = flag(body['post_only'], 'post_only');
  if (postOnly && type === 'limit' && timeInForce !== 'GTC') {
    throw new Refusal(`Invalid post_only: not with time_in_force ${timeInForce}`);
  }
  const clientOid = clientOidFrom(body['client_oid']);
  const amounts = type === 'limit' ? limitAmounts(body) : marketAmounts(body);
  const product = typeof productId === 'string' ? products.get(productId) : undefined;
  if (!product) throw new Refusal('Product not found');
  const profileId = body['profile_id'];
  if (!absent(profileId) && canonicalUuid(shown(profileId)) !== profile)
    throw new Refusal('Invalid profile_id');
  return {
    profile,
    productId: product.id,
    side,
    type,
    ...exact(amounts, product),
    ...(clientOid !== undefined && { clientOid }),
    timeInForce: type === 'limit' ? timeInForce : 'GTC',
    postOnly: type === 'limit' && postOnly,
  };
}

function refuseUnsimulated(body: Body): void {
  const stp = body['stp'];
  if (!absent(stp) && stp !== 'dc') {
    if (stp === 'co' || stp === 'cn' || stp === 'cb') throw notSimulated(`stp ${stp}`);
    throw new Refusal(`Invalid stp ${shown(stp)}`);
  }
  for (const name of NOT_SIMULATED) if (!absent(body[name])) throw notSimulated(name);
  if (body['time_in_force'] === 'GTT') throw notSimulated('time_in_force GTT');
  if ((body['type'] ?? 'limit') === 'limit' && !absent(body['funds']))
    throw notSimulated('funds of a limit order');
}

function notSimulated(what: string): Refusal {
  return new Refusal(`${what} is not simulated yet by this sandbox; the order was not placed`);
}

type Amounts = { readonly [name in 'size' | 'price' | 'funds']?: string };

function limitAmounts(body: Body): Amounts {
  return {
    size: amount(present(body['size'], 'size'), 'size'),
    price: amount(present(body['price'], 'price'), 'price'),
  };
}

function marketAmounts(body: Body): Amounts {
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
function exact(amounts: Amounts, product: EngineProduct): { size?: Units; price?: Units; funds?: Units } {
  const units: { size?: Units; price?: Units; funds?: Units } = {};
  for (const name of ['size', 'price', 'funds'] as const) {
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
