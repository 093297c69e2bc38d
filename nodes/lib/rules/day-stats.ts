import { decimal, decimalText } from './decimal';
import type { Ticker } from './market-data';

/** The last 24 hours of a product. Absent means that the exchange did not say. */
export interface DayStats {
  readonly product_id: string;
  /** 24 hours ago. */
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly last: string;
  /** Base amount. */
  readonly volume?: string;
  readonly volume_30d?: string;
  /** `last` less `open`, exactly. */
  readonly change?: string;
  /** `change` in percent of `open`, rounded to four decimals. */
  readonly change_percent?: string;
  /** Of the last trade. */
  readonly time: string;
}

/** Decimals of a percentage, which has no exact ones. */
const PERCENT_DECIMALS = 4;
/** Half away from zero, in the numbering of the decimal library. */
const HALF_UP = 1;

/** @param open the price of 24 hours ago, where the ticker does not tell it. */
export function dayStats(ticker: Ticker, open: string | undefined = ticker.open_24h): DayStats {
  const { product_id, price, high_24h, low_24h, volume_24h, volume_30d, time } = ticker;
  return {
    product_id,
    ...(open !== undefined && { open }),
    ...(high_24h !== undefined && { high: high_24h }),
    ...(low_24h !== undefined && { low: low_24h }),
    last: price,
    ...(volume_24h !== undefined && { volume: volume_24h }),
    ...(volume_30d !== undefined && { volume_30d }),
    ...(open !== undefined && changeOf(price, open)),
    time,
  };
}

function changeOf(last: string, first: string): Pick<DayStats, 'change' | 'change_percent'> {
  const open = decimal(first);
  const change = decimal(last).minus(open);
  if (open.eq(decimal('0'))) return { change: decimalText(change) };
  const percent = change.times(decimal('100')).div(open).round(PERCENT_DECIMALS, HALF_UP);
  return { change: decimalText(change), change_percent: decimalText(percent) };
}
