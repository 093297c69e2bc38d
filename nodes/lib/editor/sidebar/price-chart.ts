/**
 * The price chart, around TradingView's Lightweight Charts. Built into a file of its own under resources/, loaded when
 * the sidebar is first seen. Prices become numbers here and nowhere else: they are drawn, not reckoned with.
 */
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  LineStyle,
  type AutoscaleInfo,
  type CandlestickData,
  type IPriceLine,
  type SeriesMarker,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Candle } from '../../rules/market-data';
import type { ChartColours } from './chart-colours';

/** A horizontal line where an own order waits. */
export interface ChartOrder {
  readonly id: string;
  readonly price: string;
  readonly side: 'buy' | 'sell';
  readonly title: string;
}

/** A mark where an own order was filled. */
export interface ChartFill {
  readonly id: string;
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly side: 'buy' | 'sell';
  readonly title: string;
}

export interface ChartContent {
  /** Another text, another scene: the chart then shows all of it anew. */
  readonly scene: string;
  readonly candles: readonly Candle[];
  readonly orders: readonly ChartOrder[];
  readonly fills: readonly ChartFill[];
}

export interface PriceChart {
  show(content: ChartContent): void;
  recolour(colours: ChartColours): void;
}

/** A chart that fills its element, whatever size that has or gets. */
export function openChart(element: HTMLElement, colours: ChartColours): PriceChart {
  const chart = createChart(element, {
    autoSize: true,
    // The wheel scrolls the sidebar.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
    localization: {
      timeFormatter: (at: UTCTimestamp) => localTime(at, { dateStyle: 'short', timeStyle: 'short' }),
    },
    timeScale: { timeVisible: true, tickMarkFormatter: tickText, rightOffset: 3, barSpacing: 8 },
  });
  const series = chart.addSeries(CandlestickSeries, {
    // Own orders are on the picture where they are near; one far away would press the candles flat.
    autoscaleInfoProvider: (usual: () => AutoscaleInfo | null) => withOrders(usual(), shown),
  });
  const markers = createSeriesMarkers(series);
  const lines = new Map<string, IPriceLine>();
  let now = colours;
  let shown: ChartContent = { scene: '', candles: [], orders: [], fills: [] };

  const recolour = (next: ChartColours): void => {
    now = next;
    chart.applyOptions({
      layout: { background: { color: next.background }, textColor: next.text },
      grid: { vertLines: { color: next.line }, horzLines: { color: next.line } },
      rightPriceScale: { borderColor: next.line },
      timeScale: { borderColor: next.line },
    });
    // A rising candle is hollow, a falling one is full: the colour is not the only sign.
    series.applyOptions({
      upColor: next.background,
      borderUpColor: next.up,
      wickUpColor: next.up,
      downColor: next.down,
      borderDownColor: next.down,
      wickDownColor: next.down,
      priceLineColor: next.text,
    });
    for (const line of lines.values()) series.removePriceLine(line);
    lines.clear();
    draw(shown);
  };
  const draw = (content: ChartContent): void => {
    const { candles, orders, fills } = content;
    showOrders(orders);
    markers.setMarkers(markersOf(fills, candles, now));
  };
  const showOrders = (orders: readonly ChartOrder[]): void => {
    const wanted = new Map(orders.map((order) => [`${order.id} ${order.price} ${order.title}`, order]));
    for (const [key, line] of lines) {
      if (wanted.has(key)) continue;
      series.removePriceLine(line);
      lines.delete(key);
    }
    for (const [key, { price, side, title }] of wanted) {
      if (lines.has(key)) continue;
      const color = side === 'buy' ? now.up : now.down;
      const style = { lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: true } as const;
      lines.set(key, series.createPriceLine({ price: Number(price), color, title, ...style }));
    }
  };
  recolour(colours);
  return {
    show(content) {
      const anew = content.scene !== shown.scene;
      shown = content;
      series.applyOptions({ priceFormat: priceFormat(content.candles) });
      series.setData(content.candles.map(barOf));
      draw(content);
      if (anew) chart.timeScale().resetTimeScale();
    },
    recolour,
  };
}

/** Own orders no further than this from the last price, as a part of it, are always on the picture. */
const NEAR = 0.02;

function withOrders(usual: AutoscaleInfo | null, { orders, candles }: ChartContent): AutoscaleInfo | null {
  const last = Number(candles[candles.length - 1]?.close ?? 0);
  const prices = orders.map(({ price }) => Number(price)).filter((one) => Math.abs(one - last) < last * NEAR);
  const range = usual?.priceRange;
  if (!usual || !range) return usual;
  const [minValue, maxValue] = [Math.min(range.minValue, ...prices), Math.max(range.maxValue, ...prices)];
  return { ...usual, priceRange: { minValue, maxValue } };
}

function barOf({ start, open, high, low, close }: Candle): CandlestickData<UTCTimestamp> {
  return {
    time: secondsOf(start),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
  };
}

function secondsOf(iso: string): UTCTimestamp {
  return (Date.parse(iso) / 1000) as UTCTimestamp;
}

/** As many decimals as the product's prices have. */
function priceFormat(candles: readonly Candle[]) {
  const decimals = candles.slice(-50).map(({ close }) => close.split('.')[1]?.length ?? 0);
  const precision = Math.min(8, Math.max(2, ...decimals));
  const format = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: precision,
    maximumFractionDigits: precision,
  });
  return {
    type: 'custom',
    minMove: 1 / 10 ** precision,
    formatter: (price: number) => format.format(price),
  } as const;
}

/** At the candle of its time; what is older than the chart is left out. */
function markersOf(
  fills: readonly ChartFill[],
  candles: readonly Candle[],
  colours: ChartColours,
): SeriesMarker<UTCTimestamp>[] {
  const starts = candles.map(({ start }) => secondsOf(start));
  return fills
    .flatMap(({ id, atMs, side, title }): SeriesMarker<UTCTimestamp>[] => {
      const time = starts.filter((start) => start * 1000 <= atMs).pop();
      if (time === undefined) return [];
      return [
        side === 'buy'
          ? { id, time, text: title, position: 'belowBar', shape: 'arrowUp', color: colours.text }
          : { id, time, text: title, position: 'aboveBar', shape: 'arrowDown', color: colours.text },
      ];
    })
    .sort((a, b) => a.time - b.time);
}

function localTime(at: UTCTimestamp, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(undefined, options).format(new Date(at * 1000));
}

/** What stands at a mark of the time axis; the library names the kinds 0 (year) to 4 (time with seconds). */
function tickText(at: UTCTimestamp, kind: number): string {
  if (kind === 0) return localTime(at, { year: 'numeric' });
  if (kind === 1) return localTime(at, { month: 'short' });
  return localTime(
    at,
    kind === 2 ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' },
  );
}
