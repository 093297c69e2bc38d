import path from 'node:path';
import type { Connection } from '../lib/api';
import { fileStore, openOrderEvents, type OrderEvents } from '../lib/placement/order-events';
import { CoinbaseError } from '../lib/rules/errors';
import { say } from '../lib/sentences';
import type { Order } from '../lib/rules/orders';
import { deskIdentity, ordersFolder, type DeskOwner } from './order-desk';

export interface EventsParts {
  /** Whether the account still has the key that these events belong to. */
  readonly current: () => Promise<boolean>;
  readonly notice: (sentence: string) => void;
  readonly sighted: (order: Order) => void;
  readonly over: (orderId: string) => void;
}

/** A share in what is told of this owner's orders; kept at `<userDir>/coinbase/orders/<identity>/order-events.json`. */
export function openAccountEvents(
  owner: DeskOwner,
  { current, notice, sighted, over }: EventsParts,
): OrderEvents {
  const { userDir } = owner;
  const identity = deskIdentity(owner);
  // Another key has other orders: with it, those of this one would seem to be gone.
  const connect = async (): Promise<Connection> => {
    if (!(await current())) throw new CoinbaseError('ABORTED', say('form.otherKey'));
    return owner.connect();
  };
  if (userDir === undefined)
    notice('Node-RED has no user directory, so a restart begins the order events anew.');
  const file =
    userDir === undefined ? undefined : path.join(ordersFolder(userDir, identity), 'order-events.json');
  return openOrderEvents({
    identity,
    connect,
    store: file === undefined ? undefined : fileStore(file),
    notice,
    sighted,
    over,
  });
}
