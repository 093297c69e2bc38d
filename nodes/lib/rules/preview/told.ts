import { decimal, decimalText } from '../decimal';
import type { ApiPreview } from '../orders';
import { slippagePercent } from './slippage';
import { sourcesOf, type OrderPreview, type PreviewFigure } from './types';

type Figures = Partial<Record<PreviewFigure, string>>;

/** Decimals of a quotient. */
const PLACES = 16;

/** Takes every figure that Coinbase's own preview tells; what it does not tell stays as the order book has it. */
export function withTold(preview: OrderPreview, told: ApiPreview | undefined): OrderPreview {
  if (!told) return preview;
  const figures = figuresOf(preview, told);
  const said = [...told.errors, ...told.warnings].map((words) => `Coinbase says ${JSON.stringify(words)}.`);
  return {
    ...preview,
    ...figures,
    ...(told.errors.length > 0 && { would_be: 'refused' }),
    warnings: [...preview.warnings, ...said],
    source: { ...preview.source, ...sourcesOf(figures, 'exchange') },
  };
}

function figuresOf({ type, side }: OrderPreview, told: ApiPreview): Figures {
  const { base_size, quote_size, commission_total, order_total, best_bid, best_ask, slippage } = told;
  const prices = { ...(isAbove0(best_bid) && { best_bid }), ...(isAbove0(best_ask) && { best_ask }) };
  // An order that it cannot preview is told with zeros beside the reason.
  if (![base_size, quote_size, order_total].some(isAbove0)) return prices;
  const average = averageOf(type, told);
  const best = side === 'buy' ? best_ask : best_bid;
  const apart = average !== undefined && isAbove0(best) && slippagePercent(decimal(average), best);
  return {
    ...(base_size !== undefined && { base_size }),
    // Of an order with a limit price it is told how much it is for, not how much of that would fill at once.
    ...(base_size !== undefined && type === 'market' && { filled_size: base_size }),
    ...(average !== undefined && { average_price: average }),
    ...(quote_size !== undefined && { value: quote_size }),
    ...(commission_total !== undefined && { fee: commission_total }),
    ...(order_total !== undefined && { total: order_total }),
    ...prices,
    ...(apart !== false && { slippage_percent: apart }),
    ...(slippage !== undefined && { slippage }),
  };
}

/** As told; of a market order, all of which fills, also by what it gets and what that is worth. */
function averageOf(
  type: OrderPreview['type'],
  { average_price, base_size, quote_size }: ApiPreview,
): string | undefined {
  if (isAbove0(average_price)) return average_price;
  if (type !== 'market' || !isAbove0(base_size) || !isAbove0(quote_size)) return undefined;
  return decimalText(decimal(quote_size).div(base_size).round(PLACES, 1));
}

/** 0 stands for none. */
function isAbove0(amount: string | undefined): amount is string {
  return amount !== undefined && decimal(amount).gt('0');
}
