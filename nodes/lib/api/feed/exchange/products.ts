import type { Clock } from '../../../rules/clock';
import type { CoinbaseError } from '../../../rules/errors';
import type { Line } from '../line';
import type { WishHearer } from '../wish';
import { HEARTBEAT } from './pulses';

/** The user channel wants its products named: all that there are, and those that come later. */
export interface EveryProduct {
  lost(): void;
  close(): void;
}

export interface EveryProductParts {
  readonly clock: Clock;
  readonly productIds: () => Promise<readonly string[]>;
  readonly line: Pick<Line, 'wishes' | 'beatsHearer'>;
  readonly channel: string;
  /** Granted when every product is settled: the exchange lists some that nobody may subscribe to. */
  readonly hearer: WishHearer;
  /** Hears why the list of products cannot be read, while nothing is subscribed to. */
  readonly failed: (thrown: unknown) => void;
}

const REFRESH_MS = 600_000;
const FIRST_RETRY_MS = 3000;
const LONGEST_RETRY_MS = 60_000;

export function wantEveryProduct(parts: EveryProductParts): EveryProduct {
  const { channel, hearer, line } = parts;
  const ends = new Map<string, () => void>();
  const taken = new Set<string>();
  const refused = new Map<string, CoinbaseError>();
  /** The heartbeat of one product that is taken: own orders may be silent for hours. */
  let pulse: { readonly productId: string; readonly end: () => void } | undefined;
  let closed = false;
  let wait = FIRST_RETRY_MS / 2;
  let stopTimer: (() => void) | undefined;

  const judge = (): void => {
    if (taken.size + refused.size < ends.size) return;
    const [error] = refused.values();
    if (taken.size > 0) hearer.granted();
    else if (error) hearer.refused(error);
  };
  const feelPulse = (productId: string): void => {
    const wish = { channel: HEARTBEAT, productId };
    pulse ??= { productId, end: line.wishes.want(wish, line.beatsHearer()) };
  };
  const want = (productId: string): void => {
    // Settled only after all are wanted: the answer comes in a later turn.
    const end = line.wishes.want(
      { channel, productId },
      {
        granted() {
          refused.delete(productId);
          taken.add(productId);
          feelPulse(productId);
          judge();
        },
        refused(error) {
          taken.delete(productId);
          refused.set(productId, error);
          judge();
        },
      },
    );
    ends.set(productId, end);
  };
  const forget = (productId: string): void => {
    ends.get(productId)?.();
    ends.delete(productId);
    taken.delete(productId);
    refused.delete(productId);
    if (pulse?.productId !== productId) return;
    pulse.end();
    pulse = undefined;
    const [another] = taken;
    if (another !== undefined && !closed) feelPulse(another);
  };
  const refresh = async (): Promise<void> => {
    let next = REFRESH_MS;
    try {
      const ids = new Set(await parts.productIds());
      if (closed) return;
      for (const productId of ids) if (!ends.has(productId)) want(productId);
      for (const productId of ends.keys()) if (!ids.has(productId)) forget(productId);
      wait = FIRST_RETRY_MS / 2;
      // What was waited for may be listed no more.
      judge();
    } catch (thrown) {
      if (closed) return;
      next = wait = Math.min(wait * 2, LONGEST_RETRY_MS);
      // What is subscribed to goes on without the list.
      if (ends.size === 0) parts.failed(thrown);
    }
    stopTimer = parts.clock.after(next, () => void refresh(), true);
  };
  void refresh();
  return {
    lost() {
      // What is refused stays so on another socket, until its time has come to be asked for again.
      taken.clear();
    },
    close() {
      closed = true;
      stopTimer?.();
      for (const productId of ends.keys()) forget(productId);
    },
  };
}
