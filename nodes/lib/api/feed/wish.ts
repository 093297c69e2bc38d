import { CoinbaseError } from '../../rules/errors';

/** A channel of one product; the empty string for a channel that has no products. */
export interface Wish {
  readonly channel: string;
  readonly productId: string;
}

/** Hears what becomes of a wish. */
export interface WishHearer {
  granted(): void;
  refused(error: CoinbaseError): void;
}

/** `asked` is under way, in one direction or the other. */
type Status = 'new' | 'asked' | 'granted' | 'refused';

export interface Entry extends Wish {
  owners: number;
  readonly hearers: Set<WishHearer>;
  status: Status;
  /** It is to be left and joined again. */
  renews?: boolean;
  /** Only wishes of one batch go into one command: what may be refused does not spoil the others. 0 for most. */
  batch: number;
  refusals: number;
  /** Why it is refused. */
  error?: CoinbaseError;
  /** Of what is refused: when it is asked for again, on the clock's `elapsed`. */
  retryAt?: number | undefined;
}

/** One message to the exchange. */
export interface Command {
  readonly type: 'subscribe' | 'unsubscribe';
  readonly entries: readonly Entry[];
}

/** An error that answers a command. */
export interface Failure {
  readonly error: CoinbaseError;
  /** The exchange's own words, in which a product may be named. */
  readonly words: string;
  /** It is about the key: it holds for everything that the command asks for. */
  readonly whole: boolean;
}

/** Products in one command: messages stay small. */
const MOST_IN_COMMAND = 100;
/** What is refused is asked for again after this, doubling up to the longest. */
const RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 900_000;

/** What is to be sent next: first what is left, then what is joined. */
export function nextCommand(
  entries: Iterable<Entry>,
  channelEach: boolean,
  now: number,
): Command | undefined {
  const all = [...entries];
  const together = (chosen: readonly Entry[]): Entry[] => {
    const [first] = chosen;
    const fits = (entry: Entry): boolean =>
      entry.batch === first?.batch && (!channelEach || entry.channel === first.channel);
    return chosen.filter(fits).slice(0, MOST_IN_COMMAND);
  };
  const left = together(
    all.filter(({ status, owners, renews }) => status === 'granted' && (owners === 0 || renews)),
  );
  if (left.length > 0) return { type: 'unsubscribe', entries: left };
  const asked = together(
    all.filter(
      ({ status, owners, retryAt = Infinity }) => owners > 0 && (status === 'new' || retryAt <= now),
    ),
  );
  return asked.length > 0 ? { type: 'subscribe', entries: asked } : undefined;
}

/** The command is sent. */
export function begin({ entries }: Command): void {
  for (const entry of entries) {
    entry.status = 'asked';
    entry.retryAt = undefined;
  }
}

/** The command was answered. What the answer does not list is asked for alone, and if that does not help, refused. */
export function settle(
  { type, entries }: Command,
  isListed: (wish: Wish) => boolean,
  now: number,
  newBatch: () => number,
): void {
  for (const entry of entries) {
    if (type === 'unsubscribe') {
      entry.renews = false;
      entry.status = 'new';
    } else if (isListed(entry)) {
      entry.status = 'granted';
      entry.batch = 0;
      entry.refusals = 0;
      for (const hearer of entry.hearers) hearer.granted();
    } else if (entries.length > 1) {
      entry.status = 'new';
      entry.batch = newBatch();
    } else refuse(entry, leftOut(entry), now, newBatch());
  }
}

/**
 * Leaving one name of a market may leave another one with it: what is in use and is not listed any more is asked for
 * again.
 */
export function missed(entries: Iterable<Entry>, isListed: (wish: Wish) => boolean): void {
  for (const entry of entries)
    if (entry.status === 'granted' && entry.owners > 0 && !isListed(entry)) {
      entry.status = 'new';
      entry.renews = false;
    }
}

/** Those that a refusal is about, as far as it tells. */
export function addressed({ entries }: Command, { words, whole }: Failure): readonly Entry[] {
  if (whole || entries.length === 1) return entries;
  const said: readonly string[] = words.match(/[A-Z0-9]+(?:-[A-Z0-9]+)+/g) ?? [];
  return entries.filter(({ productId }) => said.includes(productId));
}

/** Nobody knows which one is refused: each half is asked for by itself. */
export function split({ entries }: Command, newBatch: () => number): void {
  const [first, second] = [newBatch(), newBatch()];
  const half = Math.ceil(entries.length / 2);
  for (const [index, entry] of entries.entries()) entry.batch = index < half ? first : second;
}

/** What is refused together for the key's sake is asked for together again, else each product by itself. */
export function refuseAll(
  entries: readonly Entry[],
  { error, whole }: Failure,
  now: number,
  newBatch: () => number,
): void {
  const batches = new Map<string, number>();
  for (const entry of entries) {
    const key = whole ? '' : entry.productId;
    const batch = batches.get(key) ?? newBatch();
    batches.set(key, batch);
    refuse(entry, error, now, batch);
  }
}

function refuse(entry: Entry, error: CoinbaseError, now: number, batch: number): void {
  entry.status = 'refused';
  entry.error = error;
  entry.batch = batch;
  entry.retryAt = now + Math.min(RETRY_MS * 2 ** entry.refusals, LONGEST_RETRY_MS);
  entry.refusals += 1;
  for (const hearer of entry.hearers) hearer.refused(error);
}

function leftOut({ channel, productId }: Wish): CoinbaseError {
  const what = productId === '' ? `the channel ${channel}` : `${productId} in the channel ${channel}`;
  return new CoinbaseError('PRODUCT_UNKNOWN', `Coinbase took the subscription, but not ${what}`, {
    sent: true,
  });
}
