import { createRandom } from '../../nodes/lib/sandbox/random';
import type { ExchangeRecord, TakenOrder } from './exchange-record';
import type { OrderList } from './face';
import type { DoorFault } from './fault';
import type { ScaledClock } from './scaled-clock';

export interface HidingParts {
  readonly seed: number;
  readonly clock: ScaledClock;
  readonly record: ExchangeRecord;
  /** Hears once of each order that was not shown. */
  readonly hid: (how: string, order: TakenOrder) => void;
}

/** How an order that the exchange took can be out of sight for a while. */
interface Way {
  readonly name: string;
  readonly percent: number;
  /** Longest, milliseconds from when it was taken. */
  readonly longestMs: number;
}

/** The exchange settles late. */
const LATE: Way = { name: 'late 404', percent: 10, longestMs: 8000 };
/** Longer than it takes until an order that is in no list counts as absent: a list that breaks off is no such list. */
const BEHIND: Way = { name: 'behind the end of the list', percent: 5, longestMs: 180_000 };

/** Which orders are not shown yet, by seed: each is out of sight once, from when it was taken. */
export class Hiding {
  readonly #told = new Set<string>();

  constructor(private readonly parts: HidingParts) {}

  /** A read of the order finds nothing, and no list has it. */
  isLate(order: TakenOrder): boolean {
    return this.#isHidden(order, LATE);
  }

  /** Lists come without the orders that are out of sight. */
  inLists(list: OrderList): DoorFault {
    const { record, hid } = this.parts;
    const hides = (way: Way, name: string) => (clientOid: string) => {
      const order = record.byClientOid.get(clientOid);
      const hidden = order !== undefined && this.#isHidden(order, way);
      if (hidden && !this.#told.has(`${name} ${order.id}`)) {
        this.#told.add(`${name} ${order.id}`);
        hid(name, order);
      }
      return hidden;
    };
    const [isLate, isBehind] = [hides(LATE, 'late in the list'), hides(BEHIND, BEHIND.name)];
    return { kind: 'rewrite', body: (body) => list.without(body, isLate, isBehind) };
  }

  #isHidden({ mark, at }: TakenOrder, { name, percent, longestMs }: Way): boolean {
    const { seed, clock } = this.parts;
    const random = createRandom(seed, `${name} ${mark}`);
    return random.below(100) < percent && clock.elapsed() <= at + random.below(longestMs);
  }
}
