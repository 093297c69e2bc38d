import type { Fill, Order } from '../../rules/orders';
import { untilComplete } from './catch-up';
import { isMore, timeOf } from './figures';
import type { Reads } from './reads';
import type { ToldOrder } from './told-order';

/** An order as it was told, and as the exchange has it now. */
export interface Compared {
  readonly told: ToldOrder;
  /** Undefined: the exchange has forgotten it. */
  readonly seen: Order | undefined;
}

/** From this many orders of one product on, its fills are read together. */
const MANY = 4;

/** The fills that orders have and were not told; read together where many orders of one product miss some. */
export async function readMissingFills(reads: Reads, all: readonly Compared[]): Promise<Fill[]> {
  const wanting = all.filter(({ told, seen }) => !seen || isMore(seen.filled_size, told.filled));
  const products = [...new Set(wanting.map(({ told }) => told.order.product_id))];
  const found = await Promise.all(
    products.map((product) =>
      ofProduct(
        reads,
        product,
        wanting.filter(({ told }) => told.order.product_id === product),
      ),
    ),
  );
  return found.flat();
}

async function ofProduct(reads: Reads, product: string, wanting: readonly Compared[]): Promise<Fill[]> {
  const together: Fill[] = [];
  let rest = wanting.map((one) => ({ one, complete: completion(one) }));
  const enough = (page: readonly Fill[]): boolean => {
    rest = rest.filter(({ complete }) => !complete(page));
    return rest.length === 0;
  };
  if (wanting.length >= MANY) together.push(...(await reads.productFills(product, enough)));
  const single = await Promise.all(rest.map(({ one }) => reads.fills(one.told.order.id, completion(one))));
  return [...together, ...single.flat()];
}

/** Of one that the exchange has forgotten there is no telling when it is complete. */
function completion({ told, seen }: Compared): (page: readonly Fill[]) => boolean {
  return seen ? untilComplete(told, seen) : () => false;
}

/** The fills since that moment of the products of these orders: one can come after the end of its order. */
export async function readLateFills(
  reads: Reads,
  done: readonly ToldOrder[],
  sinceMs: number,
): Promise<Fill[]> {
  const products = [...new Set(done.map(({ order }) => order.product_id))];
  const isOlder = ({ created_at }: Fill): boolean => (timeOf(created_at) ?? sinceMs) < sinceMs;
  const found = await Promise.all(
    products.map((product) => reads.productFills(product, (fills) => fills.some(isOlder))),
  );
  return found.flat();
}
