import { type EngineProduct, ONE, type Units, unitsText, valueOf } from '../../engine';
import type { PaperExchange } from '../paper-exchange';
import { ratio } from './wire';

/** The engine knows no largest size; a client that reads one gets one that no order reaches. */
const MOST = '1000000000';

const PERCENT = 100n;

/** A product with its trading rules and the last day's figures; at most one of the mode flags is true. */
export function productJson(product: EngineProduct, exchange: PaperExchange): Record<string, unknown> {
  const { id, base, quote, quoteIncrement, baseIncrement, minMarketFunds } = product;
  const mode = exchange.engine.mode(id);
  const note = exchange.engine.modeNote(id);
  const stats = exchange.candles.stats(id, exchange.now());
  const [last] = exchange.engine.trades(id);
  const price = last?.price ?? stats?.last ?? 0n;
  const volume = stats?.volume ?? 0n;
  return {
    product_id: id,
    price: unitsText(price),
    price_percentage_change_24h: percentText(stats?.open ?? 0n, price),
    volume_24h: unitsText(volume),
    volume_percentage_change_24h: '0',
    base_increment: unitsText(baseIncrement),
    quote_increment: unitsText(quoteIncrement),
    price_increment: unitsText(quoteIncrement),
    quote_min_size: unitsText(minMarketFunds),
    quote_max_size: MOST,
    base_min_size: unitsText(baseIncrement),
    base_max_size: MOST,
    base_name: base,
    quote_name: quote,
    watched: false,
    is_disabled: false,
    new: false,
    status: 'online',
    // Not the exchange's: it says nothing of why.
    ...(note !== '' && { status_message: note }),
    cancel_only: mode === 'cancel_only',
    limit_only: mode === 'limit_only',
    post_only: mode === 'post_only',
    trading_disabled: mode === 'trading_disabled',
    auction_mode: false,
    view_only: false,
    product_type: 'SPOT',
    quote_currency_id: quote,
    base_currency_id: base,
    mid_market_price: '',
    alias: '',
    alias_to: [],
    base_display_symbol: base,
    quote_display_symbol: quote,
    display_name: id,
    product_venue: 'CBE',
    approximate_quote_24h_volume: unitsText(valueOf(price, volume)),
    fcm_trading_session_details: null,
    future_product_details: null,
  };
}

/** 0 where there is nothing to compare with. */
function percentText(from: Units, to: Units): string {
  return from === 0n ? '0' : unitsText((ratio(to, from) - ONE) * PERCENT);
}
