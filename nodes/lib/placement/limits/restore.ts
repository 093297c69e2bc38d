import { decimal } from '../../rules/decimal';
import { meetsMarket, waitingPrice } from '../../rules/limits';
import type { OrderIntent } from '../../rules/orders';
import { isOver, type CountedOrder, type OrderWorth } from './counted-order';
import type { JournalRecord } from '../journal/records';
import type { Order } from '../../rules/orders';
import { laterOf } from '../../rules/outcomes';

/** One placement as its records tell it. */
interface Remembered {
  readonly intent: OrderIntent;
  /** This machine's clock, Unix milliseconds. */
  readonly at: number;
  order?: Order;
  /** The last answer proved that it was not taken. */
  turnedAway?: boolean;
}

/**
 * The orders that count, from what the journal tells. The exchange's own time of an order stands for this machine's,
 * which may have been wrong; an order of which it is not known whether it exists has no time at all.
 */
export function remembered(records: readonly JournalRecord[]): readonly CountedOrder[] {
  const found = new Map<string, Remembered>();
  for (const record of records) {
    if (record.kind === 'intended') {
      const { client_oid, intent, at } = record;
      found.set(client_oid, { intent, at: Date.parse(at) });
    } else if ('client_oid' in record) {
      const one = found.get(record.client_oid);
      if (one && isGone(one, record)) found.delete(record.client_oid);
    }
  }
  return [...found.values()].map(countedAs);
}

/** Takes the record in; true when no order came of it, or none that matters. */
function isGone(one: Remembered, record: JournalRecord): boolean {
  switch (record.kind) {
    case 'absent':
      return true;
    case 'answered':
      one.turnedAway = record.verdict === 'refused' || record.verdict === 'not-sent';
      return false;
    case 'reported':
      return one.turnedAway === true && one.order === undefined;
    case 'seen':
      one.order = one.order ? laterOf(one.order, record.order) : record.order;
      return false;
    case 'released':
      // It matters no more; where it exists after all, what waits of it is found among the open orders.
      return one.order === undefined;
    case 'intended':
    case 'forbidden':
    case 'sending':
    case 'unresolved':
    case 'renewing':
    case 'switch':
    case 'alive':
      return false;
  }
}

function countedAs({ intent, at, order }: Remembered): CountedOrder {
  const made = order ? Date.parse(order.created_at) : NaN;
  const sure = !Number.isNaN(made);
  const counted: CountedOrder = {
    intent,
    worth: worthThen(intent),
    placedAt: sure ? made : at,
    time: sure ? 'told' : 'unknown',
    ...(order && { order }),
  };
  return isOver(counted) ? { ...counted, doneAt: -Infinity } : counted;
}

/** The market of then is not known any more, so it is not known either what an order came to that met it. */
function worthThen(intent: OrderIntent): OrderWorth {
  const { side, size, funds, price, stop_limit_price } = intent;
  const spent = funds === undefined ? undefined : decimal(funds);
  const at = waitingPrice(intent);
  if (size === undefined || at === undefined || price === undefined)
    return { size: size === undefined ? undefined : decimal(size), value: spent, least: spent };
  const amount = decimal(size);
  const most = at.times(amount);
  if (side === 'buy') return { size: amount, value: most, least: most };
  const least = decimal(stop_limit_price ?? price).times(amount);
  return { size: amount, value: meetsMarket(intent) ? undefined : most, least };
}
