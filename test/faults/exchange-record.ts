import type { Sandbox } from '../../nodes/lib/sandbox';
import type { ScaledClock } from './scaled-clock';
import { markOf } from './asks';

/** An order that the exchange took, as the exchange itself tells it. */
export interface TakenOrder {
  readonly id: string;
  readonly clientOid: string;
  readonly mark: string;
  /** It was taken only to say no: a post-only order that would have traded. */
  readonly rejected: boolean;
  /** For a market order as for any other: it does not wait either. */
  readonly timeInForce: string;
  /** On the clock's `elapsed`. */
  readonly at: number;
}

/** How an order stands in the exchange's own books; an order that is not there any more was canceled without a fill. */
export interface Standing {
  readonly status: string;
  readonly doneReason: string;
  readonly filledSize: string;
}

/** The exchange's side of the story: every order that it ever took, heard from the exchange and nobody else. */
export class ExchangeRecord {
  readonly taken: TakenOrder[] = [];
  readonly byClientOid = new Map<string, TakenOrder>();
  readonly byId = new Map<string, TakenOrder>();

  constructor(private readonly clock: ScaledClock) {}

  readonly take = (order: Readonly<Record<string, unknown>>): void => {
    const text = (name: string): string => (typeof order[name] === 'string' ? order[name] : '');
    const one: TakenOrder = {
      id: text('id'),
      clientOid: text('client_oid'),
      mark: markOf(
        { product_id: text('product_id'), side: text('side') },
        text('size') || text('specified_funds') || text('funds'),
      ),
      rejected: order['status'] === 'rejected',
      timeInForce: text('time_in_force') || 'IOC',
      at: this.clock.elapsed(),
    };
    this.taken.push(one);
    this.byId.set(one.id, one);
    if (!this.byClientOid.has(one.clientOid)) this.byClientOid.set(one.clientOid, one);
  };
}

/** How every order stands now, by its id. */
export function standings(sandbox: Sandbox): ReadonlyMap<string, Standing> {
  return new Map(
    sandbox.ledger().orders.map((order) => [
      String(order['id']),
      {
        status: String(order['status']),
        doneReason: typeof order['done_reason'] === 'string' ? order['done_reason'] : '',
        filledSize: String(order['filled_size']),
      },
    ]),
  );
}
