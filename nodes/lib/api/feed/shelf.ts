import type { Clock } from '../../rules/clock';
import type { Channel } from './channel';

/** The channels of one kind that are in use, by product. */
export interface Shelf<C> {
  get(productId: string): C | undefined;
  /** The one that is there, or a new one. */
  open(productId: string): C;
  all(): IterableIterator<C>;
  close(): void;
}

/** A channel is kept so long without anybody who hears it, so that a redeploy finds it again; milliseconds. */
export const GRACE_MS = 1000;

/** @param make a channel; `used` is to be told whether anybody hears it, `end` is called when nobody does. */
export function createShelf<C extends Pick<Channel<never>, 'lost'>>(
  clock: Clock,
  make: (
    productId: string,
    used: (yes: boolean) => void,
  ) => { readonly channel: C; readonly end: () => void },
): Shelf<C> {
  const made = new Map<string, { readonly channel: C; readonly end: () => void }>();
  const graces = new Map<string, () => void>();
  const channels = new Map<string, C>();
  const end = (productId: string): void => {
    graces.delete(productId);
    channels.delete(productId);
    const one = made.get(productId);
    made.delete(productId);
    one?.end();
  };
  return {
    get: (productId) => channels.get(productId),
    open(productId) {
      const known = channels.get(productId);
      if (known) return known;
      const one = make(productId, (yes) => {
        graces.get(productId)?.();
        if (yes) graces.delete(productId);
        else
          graces.set(
            productId,
            clock.after(GRACE_MS, () => end(productId), true),
          );
      });
      made.set(productId, one);
      channels.set(productId, one.channel);
      return one.channel;
    },
    all: () => channels.values(),
    close() {
      for (const stop of graces.values()) stop();
      graces.clear();
      for (const productId of made.keys()) end(productId);
    },
  };
}
