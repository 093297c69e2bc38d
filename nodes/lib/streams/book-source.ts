import type { BookUpdate, LiveBook } from '../api';
import { bookDifference } from '../rules/book-difference';
import type { BookChange } from '../rules/market-data';
import type { Book } from '../rules/orders';
import { joiningPacer } from './paced';
import type { Source, SourceParts, Telling } from './types';

/** Changed prices that wait for their time at most; more are told as a new snapshot. */
export const MOST_CHANGES = 50_000;

/** How one way of telling a book turns updates into messages. */
interface Telltale {
  /** Hears an update before it is due. */
  hear(update: BookUpdate): void;
  /** What there is to tell now; undefined where that equals what was told. */
  next(book: LiveBook): Telling | undefined;
  /** Another message told the whole book. */
  toldWhole(book: Book): void;
}

/** The order book: whole each time, or whole once and then what changed. A change is any of the prices and sizes told. */
export function createBookSource({
  feed,
  productId,
  clock,
  settings,
  memory,
  tell,
  state,
}: SourceParts): Source {
  const { depth, bookAs, pace } = settings;
  let book: LiveBook | undefined;
  let booked = memory.booked ?? false;
  /** Nothing was told since the book was new as a whole. */
  let fresh = false;
  const telltale = bookAs === 'snapshot' ? wholeEachTime(depth, pace.kind === 'change') : whatChanged(depth);

  const snapshot = (live: LiveBook): Telling => {
    const whole = live.top(depth);
    telltale.toldWhole(whole);
    const resync = fresh && booked;
    [fresh, booked] = [false, true];
    return {
      payload: { product_id: live.product_id, ...whole },
      facts: { event: 'snapshot', ...(resync && { resync }) },
    };
  };

  const pacer = joiningPacer(clock, pace, () => {
    if (!book) return;
    const telling = fresh ? snapshot(book) : telltale.next(book);
    if (telling) tell(telling);
  });

  const subscription = feed.book(productId, {
    data(update) {
      book = update.book;
      if (update.kind === 'snapshot') fresh = true;
      telltale.hear(update);
      pacer.due();
    },
    state,
  });

  return {
    latest: () => book && snapshot(book),
    still: () => undefined,
    flush: () => pacer.flush(),
    memory: () => (booked ? { booked } : {}),
    end() {
      pacer.end();
      subscription.end();
    },
  };
}

function wholeEachTime(depth: number | undefined, changesOnly: boolean): Telltale {
  let told: Book | undefined;
  const keep = (whole: Book): void => {
    if (changesOnly) told = copyOf(whole);
  };
  return {
    hear: () => undefined,
    next(live) {
      const whole = live.top(depth);
      if (changesOnly && told && bookDifference(told, whole).length === 0) return undefined;
      keep(whole);
      return { payload: { product_id: live.product_id, ...whole }, facts: { event: 'snapshot' } };
    },
    toldWhole: keep,
  };
}

/** Of the best prices by comparing what is there with what was told; of all by the changes themselves. */
function whatChanged(depth: number | undefined): Telltale {
  const changed = new Map<string, BookChange>();
  let tooMany = false;
  let told: Book | undefined;
  const changesOf = (live: LiveBook): { readonly changes: readonly BookChange[]; readonly time: string } => {
    if (depth === undefined) return { changes: [...changed.values()], time: live.time };
    const whole = live.top(depth);
    const changes = told ? bookDifference(told, whole) : [];
    told = whole;
    return { changes, time: whole.time };
  };
  return {
    hear(update) {
      if (depth !== undefined || update.kind === 'snapshot') return;
      for (const change of update.changes) changed.set(`${change.side} ${change.price}`, { ...change });
      tooMany ||= changed.size > MOST_CHANGES;
      if (tooMany) changed.clear();
    },
    next(live) {
      if (tooMany) {
        tooMany = false;
        changed.clear();
        const facts = { event: 'snapshot', resync: true } as const;
        return { payload: { product_id: live.product_id, ...live.top() }, facts };
      }
      const { changes, time } = changesOf(live);
      changed.clear();
      if (changes.length === 0) return undefined;
      return { payload: { product_id: live.product_id, time, changes }, facts: { event: 'changes' } };
    },
    toldWhole(whole) {
      changed.clear();
      tooMany = false;
      if (depth !== undefined) told = copyOf(whole);
    },
  };
}

/** What is told is the flow's: what is compared with later is another one. */
function copyOf({ bids, asks, time }: Book): Book {
  const levels = (all: Book['bids']): Book['bids'] => all.map(({ price, size }) => ({ price, size }));
  return { bids: levels(bids), asks: levels(asks), time };
}
