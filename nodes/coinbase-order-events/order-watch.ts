import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { createChanges, type Changes } from '../lib/placement/desk/changes';
import type { OrderChange, OrderEvents, OrderEventsState } from '../lib/placement/order-events';
import type { Clock } from '../lib/rules/clock';
import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import type { Order } from '../lib/rules/orders';
import { outcomeOf } from '../lib/rules/outcomes';
import { failure, type Account, type MessageFacts, type NodeState, type Outlet } from '../lib/runtime';
import { isWanted, isWantedOrder, type IsOwn } from './filter';
import type { OrderEventsSettings } from './read-settings';
import { reasonOf, stateOfEvents } from './state-of-events';

export interface WatchParts {
  readonly node: string;
  readonly account: Account<Connection, Desk, OrderEvents>;
  readonly outlet: Outlet;
  readonly settings: OrderEventsSettings;
  readonly clock: Clock;
  /** Made with the desk that knows which order is whose. */
  readonly ownFlow: (desk: Desk) => IsOwn;
  readonly warn: (sentence: string) => void;
}

/** A question waits so long for the events to be live, milliseconds. */
const LIVE_MS = 3000;
/** How often the account is asked again while it has no live events: it may have another key by then, milliseconds. */
const AGAIN_MS = 5000;

/** One running node: what it is told of own orders, and how that stands. */
export class OrderWatch {
  readonly #parts: WatchParts;
  readonly #changes: Changes;
  #events: OrderEvents | undefined;
  /** Why there are none. */
  #failed: CoinbaseError | undefined;
  #leave: () => void = () => undefined;
  #isOwn: IsOwn = () => true;
  #stopTimer: (() => void) | undefined;
  #stopPatience: (() => void) | undefined;
  /** Not live for longer than the form allows. */
  #late = false;
  /** The refusal that Catch was told of. */
  #refusal: string | undefined;
  #ended = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#changes = createChanges(parts.clock);
    this.#show();
    void this.#look();
  }

  /** The orders of the form that are not done. @throws CoinbaseError why they cannot be known for some seconds. */
  async openOrders(signal: AbortSignal): Promise<readonly Order[]> {
    await this.#changes.until(() => !this.#failed && this.#standing().state.kind === 'live', LIVE_MS, signal);
    const { state } = this.#standing();
    if (this.#failed) throw this.#failed;
    if (state.kind === 'refused') throw state.error;
    if (!this.#events || state.kind !== 'live')
      throw new CoinbaseError('FEED_STALE', `own orders are ${state.kind}`, { ...reasonOf(state) });
    return this.#events
      .openOrders()
      .filter((order) => isWantedOrder(order, this.#parts.settings, this.#isOwn));
  }

  state(): NodeState {
    if (this.#failed) return failure(this.#failed);
    const { state, openOrders } = this.#standing();
    return stateOfEvents(state, openOrders, this.#late);
  }

  /** The node is gone for good. */
  forget(): void {
    this.#events?.forget(this.#parts.node);
  }

  end(): void {
    this.#ended = true;
    this.#stopTimer?.();
    this.#stopPatience?.();
    this.#leave();
  }

  async #look(): Promise<void> {
    try {
      const { account } = this.#parts;
      const events = await account.orderEvents();
      const isOwn = await this.#whose();
      if (this.#ended) return;
      const mended = this.#failed !== undefined;
      this.#failed = undefined;
      if (events !== this.#events) this.#listen(events, isOwn);
      else if (mended) this.#show();
    } catch (thrown) {
      if (this.#ended) return;
      this.#failed = asCoinbaseError(thrown, 'ACCOUNT_MISSING');
      this.#show();
    }
    const { kind } = this.#standing().state;
    if (kind !== 'live') this.#lookAgain();
  }

  #lookAgain(): void {
    if (this.#ended || this.#stopTimer) return;
    this.#stopTimer = this.#parts.clock.after(
      AGAIN_MS,
      () => {
        this.#stopTimer = undefined;
        void this.#look();
      },
      true,
    );
  }

  /** @throws CoinbaseError JOURNAL_UNAVAILABLE: nobody knows which orders the flow placed. */
  async #whose(): Promise<IsOwn> {
    const { account, settings, ownFlow } = this.#parts;
    if (settings.placedBy === 'anybody') return () => true;
    const desk = await account.desk();
    await desk.opened();
    return ownFlow(desk);
  }

  #listen(events: OrderEvents, isOwn: IsOwn): void {
    this.#leave();
    this.#events = events;
    this.#isOwn = isOwn;
    this.#leave = events.listen(this.#parts.node, {
      change: (change) => this.#tell(change),
      state: () => this.#show(),
      lost: (count) =>
        this.#parts.warn(
          `${count} changes of own orders were too many, or too long ago, to be kept while the node was away.`,
        ),
    });
  }

  #tell(change: OrderChange): void {
    const { outlet, settings } = this.#parts;
    if (isWanted(change, settings, this.#isOwn)) {
      const { event, order, previous, fill } = change;
      const message = {
        topic: order.product_id,
        payload: order,
        event,
        ...(previous && { previous }),
        ...(fill && { fill }),
      };
      outlet.send(message, factsOf(change));
    }
    this.#show();
  }

  #standing(): { readonly state: OrderEventsState; readonly openOrders: number } {
    const events = this.#events;
    return { state: events?.state ?? { kind: 'connecting' }, openOrders: events?.openCount ?? 0 };
  }

  /** Shows how it stands, and tells Catch what a person should know. */
  #show(): void {
    if (this.#ended) return;
    const { state } = this.#standing();
    if (!this.#failed && state.kind === 'live') {
      this.#stopPatience?.();
      this.#stopPatience = undefined;
      this.#late = false;
      this.#refusal = undefined;
    } else {
      this.#lookAgain();
      const { clock, settings } = this.#parts;
      if (!this.#late) this.#stopPatience ??= clock.after(settings.staleMs, () => this.#tooLate(), true);
    }
    this.#parts.outlet.show(this.state());
    this.#changes.tell();
    if (!this.#failed && state.kind === 'refused') this.#tellRefusal(state.error);
  }

  /** Once an outage. */
  #tooLate(): void {
    this.#stopPatience = undefined;
    this.#late = true;
    const { outlet, settings } = this.#parts;
    const { state } = this.#standing();
    const payload = { state: this.#failed ? 'failed' : state.kind, ...reasonOf(state) };
    const why = `own orders have not been live for ${settings.staleMs / 1000} s (${payload.state})`;
    outlet.fail(this.#failed ?? new CoinbaseError('FEED_STALE', why, payload), { payload }, {});
    outlet.show(this.state());
  }

  /** At once, for waiting does not mend it; but not that the account has another key, whose events are heard next. */
  #tellRefusal(error: CoinbaseError): void {
    if (error.code === 'ABORTED' || this.#refusal === error.message) return;
    this.#refusal = error.message;
    this.#parts.outlet.fail(error, { payload: { state: 'refused', code: error.code } }, {});
  }
}

function factsOf({ event, event_id, order, recovered, time }: OrderChange): Partial<MessageFacts> {
  return {
    event,
    event_id,
    order_id: order.id,
    ...(order.client_oid !== undefined && { client_oid: order.client_oid }),
    product_id: order.product_id,
    outcome: outcomeOf(order),
    recovered,
    time,
  };
}
