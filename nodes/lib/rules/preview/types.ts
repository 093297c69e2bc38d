import type { LimitVerdict } from '../limits/types';
import type { Rounding } from '../plan-order';
import type { OrderType, Side } from '../orders';

/** What would become of an order that were sent now: a closed list. */
export const prospects = {
  filled: 'All of it would fill at once.',
  'partially-filled': 'A part would fill at once, and the rest would be canceled.',
  open: 'What does not fill at once would rest in the book.',
  waiting: 'A stop order: it would wait for its stop price. The figures are those of its limit price.',
  canceled: 'Nothing of it would fill, and it would be canceled.',
  refused: 'Coinbase, a limit of the account or the trading switch would refuse it; the warnings say why.',
} as const;

export type Prospect = keyof typeof prospects;

/** Figures that Coinbase's own preview may tell, or that are computed from the order book. */
const figures = [
  'base_size',
  'filled_size',
  'average_price',
  'worst_price',
  'rests',
  'value',
  'fee',
  'total',
  'best_bid',
  'best_ask',
  'slippage_percent',
  'slippage',
] as const;

export type PreviewFigure = (typeof figures)[number];

/** `exchange`: Coinbase's own preview told it; `book`: it was computed from the order book. */
export type PreviewSources = Readonly<Partial<Record<PreviewFigure, 'exchange' | 'book'>>>;

/** Which of the figures are there, all of one source. */
export function sourcesOf(
  told: Readonly<Partial<Record<PreviewFigure, string>>>,
  source: 'exchange' | 'book',
): PreviewSources {
  return Object.fromEntries(
    figures.flatMap((figure) => (told[figure] === undefined ? [] : [[figure, source]])),
  );
}

/** What an order would cost and get now. All amounts are decimal text. */
export interface OrderPreview {
  readonly product_id: string;
  readonly side: Side;
  readonly type: OrderType;
  /** As it would be sent. */
  readonly size?: string;
  readonly funds?: string;
  readonly price?: string;
  readonly would_be: Prospect;
  /** Base of all that would fill or rest. */
  readonly base_size: string;
  /** Base that would fill at once; its average and worst price in quote per base, absent where nothing would. */
  readonly filled_size: string;
  readonly average_price?: string;
  readonly worst_price?: string;
  /** Base that would rest in the book, or wait for its stop. */
  readonly rests: string;
  /** Quote of all that would fill or rest, fee not included. */
  readonly value: string;
  /** In quote: the taker's for what fills at once, the maker's for what rests. */
  readonly fee: string;
  readonly fee_rates: { readonly maker: string; readonly taker: string };
  /** Quote that a buy costs in all, or that a sell gives after its fee. */
  readonly total: string;
  readonly best_bid?: string;
  readonly best_ask?: string;
  /** How much worse the average price is than the best one, in percent with two decimals. */
  readonly slippage_percent?: string;
  /** What Coinbase calls slippage, as it tells it: its unit is documented nowhere. */
  readonly slippage?: string;
  /** Done here, to the product's steps, before anything was asked: Coinbase previews the order as it would be sent. */
  readonly rounding: readonly Rounding[];
  /** Sentences for people. */
  readonly warnings: readonly string[];
  /** What the account's limits say of it now; nothing is counted. */
  readonly limits: readonly LimitVerdict[];
  /** Where each figure that is there comes from. */
  readonly source: PreviewSources;
  /** Of the order book: ISO 8601, UTC. */
  readonly time: string;
}
