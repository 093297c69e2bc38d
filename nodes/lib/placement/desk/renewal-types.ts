import type { OrderName } from '../../api';

/** No cancel arrived after all: they are renewed as before; of all that were called off, or of these exchange ids. */
export type Resume = (orderIds?: ReadonlySet<string>) => void;

/**
 * Keeps orders alive that the exchange would end by itself: shortly before its end an order is canceled, and what was
 * not filled of it is placed again. Nothing is renewed while Node-RED stands still or the exchange is out of reach, so
 * that then all of them lapse.
 */
export interface Renewals {
  /** The journal was read. */
  restore(): void;
  /** An order was opened or ended. Cheap: call it whenever one may have. */
  changed(): void;
  /** The order that took the place of this one; the same name where none did. */
  latest(name: OrderName): OrderName;
  /**
   * Somebody cancels it: what did not leave yet of its renewal does not leave any more, also where it stays open, and what
   * left is not renewed again. Waits a moment for what is on its way.
   */
  callOff(name: OrderName): Promise<Resume>;
  /** As {@link callOff}, and waits for nothing. */
  stop(client_oid: string): void;
  /** As {@link callOff} for all (of one product); waits for none. */
  callOffAll(productId: string | undefined): Resume;
  /** The flow has heard why nothing took its place. */
  told(client_oid: string): void;
  /** Idempotent. */
  close(): void;
}
