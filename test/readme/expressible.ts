/** Which orders each API can say, found out by asking the code of each. */
import { openConnection, type TradingApi } from '../../nodes/lib/api';
import { configurationOf } from '../../nodes/lib/api/advanced-trade/configuration';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { configurationShapes } from '../../nodes/lib/rules/order-configuration';
import { parseOrderPayload } from '../../nodes/lib/rules/order-payload';
import type { OrderIntent, Product, Side } from '../../nodes/lib/rules/orders';
import { planOrder } from '../../nodes/lib/rules/plan-order';

export const faces = ['local-sandbox', 'local-sandbox-advanced-trade'] as const;
export type Face = (typeof faces)[number];

export interface Sample {
  readonly name: string;
  /** As `msg.payload` has it. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One order of every kind that a message can ask for; @param last the market's price, around which they are. */
export function samples(last: number): readonly Sample[] {
  const at = (part: number): string => (last * part).toFixed(2);
  const order = (side: Side, fields: object): Sample['payload'] => ({
    product_id: 'BTC-USD',
    side,
    ...fields,
  });
  const limit = (fields: object, side: Side = 'buy'): Sample['payload'] =>
    order(side, { type: 'limit', size: '0.01', price: at(0.5), ...fields });
  const loss = { stop: 'loss', stop_price: at(0.8), price: at(0.7) };
  const entry = { stop: 'entry', stop_price: at(1.2), price: at(1.3) };
  const bracket = { price: at(1.5), stop_price: at(0.8), stop_limit_price: at(0.7) };
  const hour = { time_in_force: 'GTT', cancel_after: 'hour' };
  return [
    { name: 'market buy by `funds`', payload: order('buy', { type: 'market', funds: '50' }) },
    { name: 'market buy by `size`', payload: order('buy', { type: 'market', size: '0.01' }) },
    { name: 'market sell by `size`', payload: order('sell', { type: 'market', size: '0.01' }) },
    { name: 'market sell by `funds`', payload: order('sell', { type: 'market', funds: '50' }) },
    { name: 'limit, GTC', payload: limit({}) },
    { name: 'limit, GTC, post-only', payload: limit({ post_only: true }) },
    { name: 'limit, GTT', payload: limit(hour) },
    { name: 'limit, GTT, post-only', payload: limit({ ...hour, post_only: true }) },
    { name: 'limit, IOC', payload: limit({ time_in_force: 'IOC' }) },
    { name: 'limit, FOK', payload: limit({ time_in_force: 'FOK' }) },
    { name: 'stop loss (sell), GTC', payload: limit(loss, 'sell') },
    { name: 'stop entry (buy), GTC', payload: limit(entry) },
    { name: 'stop, GTT', payload: limit({ ...entry, ...hour }) },
    { name: 'stop, IOC or FOK', payload: limit({ ...entry, time_in_force: 'IOC' }) },
    { name: 'bracket (take profit or stop loss), GTC', payload: limit(bracket, 'sell') },
    { name: 'bracket, GTT', payload: limit({ ...bracket, ...hour }, 'sell') },
    { name: 'self-trade prevention `dc`, the usual', payload: limit({ stp: 'dc' }) },
    ...(['co', 'cn', 'cb'] as const).map((stp) => ({
      name: `self-trade prevention \`${stp}\``,
      payload: limit({ stp }),
    })),
    { name: '`profile_id`', payload: limit({ profile_id: '132fb6ae-456b-4654-b4e0-d681ac05cea1' }) },
    ...raw(at).map(([kind, fields]) => ({
      name: `\`order_configuration.${kind}\``,
      payload: order('sell', { order_configuration: { [kind]: fields } }),
    })),
  ];
}

/** One of every kind that the code knows. */
function raw(at: (part: number) => string): [string, object][] {
  const values: Readonly<Record<string, unknown>> = {
    base_size: '0.01',
    limit_price: at(1.5),
    stop_price: at(0.8),
    stop_direction: 'STOP_DIRECTION_STOP_DOWN',
    stop_trigger_price: at(0.8),
    start_time: new Date(Date.now() + 60_000).toISOString(),
    end_time: new Date(Date.now() + 3_600_000).toISOString(),
    min_price: at(1.4),
    max_price: at(1.6),
    num_orders: 3,
  };
  return Object.entries(configurationShapes).map(([kind, { must }]) => {
    const names: readonly string[] = must.length === 0 ? ['base_size'] : must;
    const fields = Object.fromEntries(names.map((name) => [name, values[name]]));
    return [kind, 'limit_price' in fields ? { ...fields, limit_price: at(limitOf(kind)) } : fields];
  });
}

/** Where the limit of a sell is, in parts of the market's price. */
function limitOf(kind: string): number {
  if (kind.startsWith('stop_')) return 0.7;
  return /_(?:ioc|fok)$/.test(kind) ? 0.98 : 1.5;
}

/** The order as it would be sent. */
export function intentOf({ payload }: Sample, product: Product, clientOid: string): OrderIntent {
  return planOrder(parseOrderPayload(payload), product, {}, () => clientOid).intent;
}

/** What the API says no to, or undefined where it can say the order. */
export function objection(
  trading: Pick<TradingApi, 'check'>,
  intent: OrderIntent,
): CoinbaseError | undefined {
  try {
    trading.check(intent);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof CoinbaseError) return thrown;
    throw thrown;
  }
}

const product: Product = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  min_market_funds: '1',
  status: 'online',
  post_only: false,
  limit_only: false,
  cancel_only: false,
  trading_disabled: false,
};

/** Head and rows: the order, Exchange, Advanced Trade in its own words. */
export function expressibleRows(): readonly (readonly string[])[] {
  const [exchange, advanced] = [tradingOf('local-sandbox'), tradingOf('local-sandbox-advanced-trade')];
  const orders = samples(10_000).map((sample) => {
    const intent = intentOf(sample, product, '132fb6ae-456b-4654-b4e0-d681ac05cea1');
    const cell = (trading: TradingApi, yes: string): string => {
      const { field } = objection(trading, intent)?.details ?? {};
      return typeof field !== 'string' ? yes : `refused: \`${field}\``;
    };
    const [kind = ''] = Object.keys(configurationOf(intent, 0));
    return [sample.name, cell(exchange, 'yes'), cell(advanced, `\`${kind}\``)];
  });
  const has = (what: string, of: (trading: TradingApi) => boolean): readonly string[] => [
    what,
    ...[exchange, advanced].map((trading) => (of(trading) ? 'yes' : 'no')),
  ];
  return [
    ...orders,
    has('a preview of its own', (trading) => 'preview' in trading),
    has('a repeated client order id makes no second order', ({ repeatable }) => repeatable),
  ];
}

/** Nothing is sent: the address is never called. */
function tradingOf(environment: Face): TradingApi {
  const connection = openConnection({
    origin: 'http://127.0.0.1:9',
    credential: undefined,
    limiter: 'off',
    environment,
  });
  void connection.release();
  return connection.trading;
}
