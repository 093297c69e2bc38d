/** What a portfolio holds, each currency valued in dollars at the last trades. */
import { type Engine, ONE, type Units, unitsText, valueOf } from '../../engine';
import type { PaperExchange } from '../paper-exchange';
import { moneyJson, ratio } from './wire';

/** Here several amounts are JSON numbers, as on the wire. */
export function portfolioBreakdown(exchange: PaperExchange, profile: string): Record<string, unknown> {
  const { engine, currencies } = exchange;
  const held = currencies.map((currency) => {
    const { total, hold } = engine.balance(profile, currency);
    return { currency, total, hold, price: dollarPrice(engine, currency) };
  });
  const worth = (rows: typeof held): Units =>
    rows.reduce((sum, { total, price }) => sum + valueOf(price, total), 0n);
  const all = worth(held);
  const cash = worth(held.filter(({ currency }) => isCash(currency)));
  const dollars = (amount: Units) => moneyJson(amount, 'USD');
  return {
    portfolio_balances: {
      total_balance: dollars(all),
      total_futures_balance: dollars(0n),
      total_cash_equivalent_balance: dollars(cash),
      total_crypto_balance: dollars(all - cash),
      futures_unrealized_pnl: dollars(0n),
      perp_unrealized_pnl: dollars(0n),
    },
    spot_positions: held
      .filter(({ total }) => total !== 0n)
      .map(({ currency, total, hold, price }) => ({
        asset: currency,
        account_uuid: exchange.accountId(profile, currency),
        total_balance_fiat: number(valueOf(price, total)),
        total_balance_crypto: number(total),
        available_to_trade_fiat: number(valueOf(price, total - hold)),
        available_to_trade_crypto: number(total - hold),
        allocation: number(ratio(valueOf(price, total), all)),
        cost_basis: dollars(0n),
        asset_img_url: '',
        is_cash: isCash(currency),
      })),
    perp_positions: [],
    futures_positions: [],
  };
}

function isCash(currency: string): boolean {
  return currency === 'USD' || currency === 'EUR' || currency === 'USDC';
}

function number(amount: Units): number {
  return Number(unitsText(amount));
}

/** By its own product in dollars, else by way of bitcoin; 0 where there is neither. */
function dollarPrice(engine: Engine, currency: string): Units {
  if (currency === 'USD') return ONE;
  const own = lastPrice(engine, `${currency}-USD`);
  if (own !== 0n) return own;
  return ratio(lastPrice(engine, 'BTC-USD'), lastPrice(engine, `BTC-${currency}`));
}

/** 0 before the first trade. */
function lastPrice(engine: Engine, productId: string): Units {
  for (const { price } of engine.trades(productId)) return price;
  const [bid] = engine.levels(productId, 'buy', 1);
  return bid?.price ?? 0n;
}
