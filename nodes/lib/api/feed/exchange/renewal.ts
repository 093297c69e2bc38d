import type { Clock } from '../../../rules/clock';
import { createCalm, type Calm } from '../calm';
import type { ChannelKind, Market } from '../market';
import type { OwnChannel } from '../own';
import type { Wishes } from '../wishes';
import { HEARTBEAT } from './pulses';

/** What is asked for anew, where something of it was lost: one product does not disturb the others. */
export interface Renewal {
  /** The channels of a product are left and joined again; what they told may be out of date until then. */
  begin(productId: string, loss: ProductLoss, kinds: readonly ChannelKind[]): void;
  /** Nothing is known to be missing of the book of a product, but it is time for another snapshot. */
  refresh(productId: string): void;
  /** Each second: begins what had to wait. */
  second(): void;
  /** The socket is another one: everything on it is new. */
  forget(): void;
}

export interface ProductLoss {
  readonly reason: 'gap' | 'silent';
  readonly detail: string;
  /** It goes on since it was told before: nothing more is lost. */
  readonly again?: boolean;
}

/** What is to begin anew as soon as calm allows. */
interface Due {
  readonly channels: Set<string>;
  /** Why an own message may be missing as well. */
  doubt?: string;
}

export interface RenewalParts {
  readonly clock: Clock;
  readonly market: Market;
  readonly owns: { all(): Iterable<OwnChannel> };
  readonly wishes: Wishes;
  readonly names: Readonly<Record<ChannelKind, string>>;
}

/** Snapshots are large: books that began together are not read anew together. */
const REFRESH_EVERY_MS = 2000;

export function createRenewal({ clock, market, owns, wishes, names }: RenewalParts): Renewal {
  const calms = new Map<string, Calm>();
  const due = new Map<string, Due>();
  let refreshedAt = Number.NEGATIVE_INFINITY;
  const shelves = { ticker: market.tickers, trades: market.trades, book: market.books };

  const tryBegin = (productId: string, { channels, doubt }: Due): void => {
    const calm = calms.get(productId) ?? createCalm(clock);
    calms.set(productId, calm);
    if (!calm.may()) return;
    due.delete(productId);
    if (doubt !== undefined) for (const own of owns.all()) own.suspect(doubt);
    for (const channel of channels) wishes.renew({ channel, productId });
  };
  return {
    begin(productId, { reason, detail, again = false }, kinds) {
      const one: Due = due.get(productId) ?? { channels: new Set() };
      const { channels } = one;
      due.set(productId, one);
      if (reason === 'silent') channels.add(HEARTBEAT);
      for (const kind of kinds) {
        shelves[kind].get(productId)?.lost({ reason, detail, sinceMs: clock.now() });
        channels.add(names[kind]);
      }
      // What is missing may have been an own message as well.
      if (!again) one.doubt = detail;
      tryBegin(productId, one);
    },
    refresh(productId) {
      if (clock.elapsed() - refreshedAt < REFRESH_EVERY_MS) return;
      refreshedAt = clock.elapsed();
      market.books.get(productId)?.awaitSnapshot();
      wishes.renew({ channel: names.book, productId });
    },
    second() {
      for (const [productId, one] of due) tryBegin(productId, one);
      for (const productId of calms.keys()) if (!market.uses(productId)) calms.delete(productId);
    },
    forget: () => due.clear(),
  };
}
