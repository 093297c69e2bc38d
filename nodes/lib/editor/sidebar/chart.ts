/** The price chart of the chosen product, with own open orders and fills on it. */
import { candleSizes, type CandleSize } from '../../rules/market-data';
import type { MarketView, OrderLine } from '../../rules/sidebar-view';
import { createCandleStore } from './candle-store';
import { chartColours, onThemeChange } from './chart-colours';
import type { Context, Section, Text } from './context';
import { make, setOptions, setText } from './dom';
import { amount, currenciesOf } from '../formats';
import { localized } from '../shared-text';
import { fold } from './parts';
import type { ChartContent, PriceChart } from './price-chart';
import type { ChartLoaded } from './price-chart-resource';

/** The file that the build makes of price-chart-resource.ts; relative, so that it is found behind any root path. */
const RESOURCE = 'resources/@redtrade/node-red-coinbase/coinbase-chart.js';

/** What the chart shows by choice of a person. */
export interface ChartChoice {
  readonly product?: string;
  readonly size: CandleSize;
}

export interface ChartSection extends Section {
  /** See {@link Looked.since}. */
  readonly since: string | undefined;
  /** Another account or product is shown from now on. */
  clear(): void;
}

export function chartSection(
  { text, say }: Pick<Context, 'text' | 'say'>,
  choose: (choice: Partial<ChartChoice>) => void,
): ChartSection {
  const product = choice('coinbase-sidebar-product', text('chart.product'));
  const size = choice('coinbase-sidebar-size', text('chart.size'));
  product.select.addEventListener('change', () => choose({ product: product.select.value }));
  size.select.addEventListener('change', () =>
    choose({ size: candleSizes.find((one) => String(one) === size.select.value) ?? 60 }),
  );
  const canvas = make('figure', { class: 'coinbase-chart' });
  const price = make('p', { class: 'coinbase-price' });
  const candles = createCandleStore();
  const load = loader(canvas, () => say(text('chart.failed'), 'wrong'));
  return {
    element: fold(
      text('chart.title'),
      make('div', { class: 'coinbase-buttons' }, ...product.elements, ...size.elements),
      canvas,
      price,
    ),
    get since() {
      return candles.since;
    },
    clear: () => candles.clear(),
    show({ view: { id, market } }) {
      if (!market) return;
      setOptions(product.select, productOptions(market), market.product ?? '');
      setOptions(size.select, sizeOptions(text), String(market.size));
      candles.add(market.candles.value ?? []);
      const content = contentOf(id, market, candles, text);
      setText(price, priceLine(market, text));
      canvas.setAttribute('aria-label', summaryOf(market, content, text));
      load((chart) => chart.show(content));
    },
  };
}

function choice(id: string, label: string) {
  const select = make('select', { id });
  return { select, elements: [make('label', { for: id, class: 'coinbase-gone' }, label), select] };
}

/**
 * Loads the chart once it is needed, and tries again where that fails, which is told once; what comes meanwhile is shown
 * when it is there.
 */
function loader(element: HTMLElement, failed: () => void): (use: (chart: PriceChart) => void) => void {
  let chart: PriceChart | undefined;
  let latest: ((chart: PriceChart) => void) | undefined;
  let asked = false;
  let told = false;
  const loaded = (event: Event): void => {
    const opened = (event as ChartLoaded).detail(element, chartColours(element));
    onThemeChange(() => opened.recolour(chartColours(element)));
    chart = opened;
    latest?.(opened);
  };
  return (use) => {
    latest = use;
    if (chart) return use(chart);
    if (asked) return;
    asked = true;
    const script = make('script', { src: RESOURCE });
    script.addEventListener('coinbase-chart', loaded);
    script.addEventListener('error', () => {
      script.remove();
      asked = false;
      if (!told) failed();
      told = true;
    });
    element.append(script);
  };
}

function contentOf(
  account: string,
  market: MarketView,
  candles: ReturnType<typeof createCandleStore>,
  text: Text,
): ChartContent {
  const { product = '', size, orders, fills, top } = market;
  const own = (orders.value?.orders ?? []).filter((order) => order.product_id === product);
  return {
    scene: `${account} ${product} ${size}`,
    candles: candles.with(size, top.value?.last, top.value?.time),
    orders: own.flatMap((order) => lineOf(order, text)),
    fills: (fills.value ?? [])
      .filter(({ product_id }) => product_id === product)
      .map(({ trade_id, created_at, side }) => ({
        id: trade_id,
        atMs: Date.parse(created_at),
        side,
        title: text(`chart.mark.${side}`),
      })),
  };
}

/** At its limit price; a stop waits at its stop price. */
function lineOf(order: OrderLine, text: Text): ChartContent['orders'] {
  const { id, side, size } = order;
  const price = order.stop_price ?? order.price;
  if (price === undefined) return [];
  const title = `${text(`side.${side}`)}${size === undefined ? '' : ` ${amount(size)}`}`;
  return [{ id, side, price, title }];
}

/** The one that is shown is there also where the list does not come. */
function productOptions({ products, product }: MarketView): { value: string; label: string }[] {
  const all = product === undefined || products.includes(product) ? products : [product, ...products];
  return all.map((value) => ({ value, label: value }));
}

function sizeOptions(text: Text): { value: string; label: string }[] {
  return candleSizes.map((one) => ({ value: String(one), label: text(`chart.sizes.${one}`) }));
}

/** The price, and why it or the candles are not of now. */
function priceLine({ product = '', top, candles }: MarketView, text: Text): string {
  const troubles = new Set(
    [top, candles].flatMap(({ problem }) => (problem ? [localized(problem.told)] : [])),
  );
  return [priceOf(product, top, text) ?? (troubles.size === 0 ? text('chart.none') : ''), ...troubles]
    .filter((part) => part !== '')
    .join('; ');
}

function priceOf(product: string, { value }: MarketView['top'], text: Text): string | undefined {
  if (value?.product_id !== product) return undefined;
  const { quote } = currenciesOf(product);
  const [last, bid, ask] = [value.last, value.bid, value.ask].map(amount);
  return text('chart.price', { last: last ?? '', bid: bid ?? '', ask: ask ?? '', quote });
}

/** What the picture shows, for those who do not see it. */
function summaryOf({ product = '', size, top }: MarketView, content: ChartContent, text: Text): string {
  return text('chart.summary', {
    product,
    size: text(`chart.sizes.${size}`),
    last: top.value ? amount(top.value.last) : text('chart.none'),
    orders: String(content.orders.length),
    fills: String(content.fills.length),
  });
}
