/** The market beside the fields of an order form: what the amount comes to now, and prices to take over with a click. */
import { comesTo, type ComesTo } from '../../rules/comes-to';
import { decimal, decimalText, isDecimalText } from '../../rules/decimal';
import type { Side } from '../../rules/orders';
import { accountOf } from '../account';
import { field, fieldValue } from '../fields';
import { amount } from '../formats';
import { sayingLine } from '../says';
import { sharedText } from '../shared-text';
import { watchMarket, type MarketSight, type Seen } from './market-watch';
import { fixedProduct, type OrderFormNode } from './order-form';

const PRICES = ['price', 'stopPrice', 'stopLimitPrice'] as const;
const QUOTES = ['bid', 'ask', 'last'] as const;

/** @returns what to call when the form has changed. */
export function marketLines(form: HTMLElement, node: OrderFormNode): () => void {
  let sight: MarketSight | undefined;
  const amountLine = sayingLine('#coinbase-amount-now');
  const productLine = sayingLine('#coinbase-product-now');
  const showPrices = PRICES.map((name) => pricesBeside(name, node));
  const show = (): void => {
    const seen = sight?.kind === 'market' ? sight.seen : undefined;
    for (const showPrice of showPrices) showPrice(seen);
    productLine(productNews(sight, node), 'wrong');
    const { text, wrong } = amountNews(sight, node);
    amountLine(text, wrong ? 'wrong' : 'plain');
  };
  const again = watchMarket({
    form,
    account: () => accountOf(fieldValue(node, 'account')),
    product: () => fixedProduct(node),
    heard: (now) => {
      sight = now;
      show();
    },
  });
  return () => {
    again();
    show();
  };
}

/** Buttons that put a price of the market into the field; their texts change, they stay. */
function pricesBeside(name: string, node: OrderFormNode): (seen: Seen | undefined) => void {
  const line = document.createElement('div');
  line.className = 'coinbase-prices';
  line.append(node._('market.now'));
  const buttons = QUOTES.map((quote) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'red-ui-button red-ui-button-small';
    button.addEventListener('click', () => {
      field(name).typedInput('type', 'str');
      field(name).typedInput('value', button.dataset['price'] ?? '');
    });
    line.append(' ', button);
    return { quote, button };
  });
  field(name).closest('.form-row')[0]?.append(line);
  return (seen) => {
    line.style.display = seen ? '' : 'none';
    for (const { quote, button } of buttons) {
      const price = seen ? trimmed(seen.market[quote]) : '';
      button.dataset['price'] = price;
      button.textContent = node._(`market.${quote}`, { price: shown(price) });
    }
  };
}

function productNews(sight: MarketSight | undefined, node: OrderFormNode): string {
  if (sight?.kind === 'none' && sight.code === 'PRODUCT_UNKNOWN') return node._('market.noProduct');
  const state = sight?.kind === 'market' ? sight.seen.state : undefined;
  return state ? node._('market.state', { state: sharedText(`product.${state}`) }) : '';
}

interface News {
  readonly text: string;
  readonly wrong?: boolean;
}

function amountNews(sight: MarketSight | undefined, node: OrderFormNode): News {
  if (!sight) return { text: '' };
  if (sight.kind === 'none') {
    const { code } = sight;
    // The field that it is about tells these.
    if (code === 'PRODUCT_UNKNOWN' || code === 'noOrders') return { text: '' };
    if (code === 'ACCOUNT_MISSING' || code === 'asleep') return { text: node._(`market.${code}`) };
    return { text: node._('market.none', { code }) };
  }
  const { seen } = sight;
  if (fieldValue(node, 'amountType') !== 'str') return { text: '' };
  const unit = unitOf(node);
  const side = sideOf(node);
  const asked = { side, unit, amount: fieldValue(node, 'amount'), price: limitPrice(node, side) };
  const worth = comesTo(asked, seen);
  if (!worth) return { text: '' };
  const values = valuesOf(worth, seen, side);
  const { problem } = worth;
  const text = node._(unit === 'percent' && side ? `market.percent-${side}` : `market.${unit}`, values);
  if (!problem) return { text };
  return { text: `${text} ${node._(`market.${problem}`, values)}`, wrong: true };
}

function valuesOf(
  worth: ComesTo,
  { base, quote, product, available }: Seen,
  side: Side | undefined,
): Record<string, string> {
  return {
    base: amount(worth.base),
    quote: amount(worth.quote),
    price: shown(worth.price),
    baseCurrency: base,
    quoteCurrency: quote,
    least: shown(product.min_market_funds),
    available: shown((side === 'sell' ? available?.base : available?.quote) ?? ''),
    currency: side === 'sell' ? base : quote,
  };
}

function unitOf(node: OrderFormNode): 'base' | 'quote' | 'percent' {
  const unit = fieldValue(node, 'amountUnit');
  return unit === 'base' || unit === 'percent' ? unit : 'quote';
}

function sideOf(node: OrderFormNode): Side | undefined {
  const side = fieldValue(node, 'sideType') === 'str' ? fieldValue(node, 'side') : '';
  return side === 'buy' || side === 'sell' ? side : undefined;
}

/** The price that the form itself sets: of a bracket that buys, the worse one, which its amount is reckoned with. */
function limitPrice(node: OrderFormNode, side: Side | undefined): string | undefined {
  const type = fieldValue(node, 'orderTypeType') === 'str' ? fieldValue(node, 'orderType') : 'market';
  if (type === 'market') return undefined;
  const name = type === 'bracket' && side === 'buy' ? 'stopLimitPrice' : 'price';
  const price = fieldValue(node, name);
  return fieldValue(node, `${name}Type`) === 'str' && isDecimalText(price) ? price : undefined;
}

/** As the reader's language writes it. */
function shown(text: string): string {
  return isDecimalText(text) ? amount(trimmed(text)) : text;
}

/** Eight decimals tell people enough. */
function trimmed(text: string): string {
  return isDecimalText(text) ? decimalText(decimal(text).round(8, 0)) : text;
}
