import { CoinbaseError } from '../../nodes/lib/rules/errors';
import type { DeskPlacement, Desk } from '../../nodes/lib/placement/desk/types';
import { type Ask, askOf } from './asks';
import { messageOf } from './checker';
import { NODE, type OpenedDesk } from './desk-parts';
import type { ScaledClock } from './scaled-clock';
import type { Call, Cancel, Story } from './story';

export interface DriverParts {
  readonly seed: number;
  readonly clock: ScaledClock;
  /** Opens the desk anew, as a restart does. */
  readonly openDesk: () => OpenedDesk;
  /** Asks that are under way at a time. */
  readonly inFlight: number;
}

/** Asks for orders one after another, repeats and cancels them, and writes down what it is told. */
export class Driver {
  readonly story: Story = { calls: [], cancels: [], recovered: [] };
  restarts = 0;
  #halted = false;
  #number = 0;
  #desk: OpenedDesk;
  #stopped = new AbortController();
  #restarting: Promise<void> | undefined;
  /** Later calls and cancels that are still to come. */
  readonly #later = new Set<Promise<void>>();
  readonly #parts: DriverParts;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#desk = this.#open();
  }

  get desk(): Desk {
    return this.#desk.desk;
  }

  /** Asks for one order after another until `enough`; resolves when every message has its answer. */
  async run(enough: () => boolean): Promise<void> {
    const worker = async (): Promise<void> => {
      while (!enough()) {
        await this.#ask(askOf(this.#parts.seed, this.#number++));
        // While everything is refused at once, asking on would starve the timers.
        await this.#pause(100);
      }
    };
    await Promise.all(Array.from({ length: this.#parts.inFlight }, worker));
    while (this.#later.size > 0) await Promise.all(this.#later);
    await this.#restarting;
  }

  /** Closes the desk in the middle of what it does and opens it again. */
  async restart(): Promise<void> {
    // As nodes do that are stopped: their messages do not outlive them.
    for (const call of this.story.calls) if (call.answers === 0) call.restarted = true;
    this.#stopped.abort();
    this.#stopped = new AbortController();
    const closed = this.#desk.close();
    this.#restarting = closed.then(() => {
      this.#desk = this.#open();
    });
    await this.#restarting;
    this.restarts += 1;
  }

  async halt(ms: number): Promise<void> {
    const desk = this.desk;
    const moved = desk.move('halted', 'the rig');
    this.#halted = true;
    await moved.catch(() => undefined);
    await this.#pause(ms);
    await this.#restarting;
    await this.desk.move('active', 'the rig');
    this.#halted = false;
  }

  close(): Promise<void> {
    return this.#desk.close();
  }

  #open(): OpenedDesk {
    const opened = this.#parts.openDesk();
    opened.desk.onRecovered(NODE, (recovered) => this.story.recovered.push(recovered));
    return opened;
  }

  async #ask(ask: Ask): Promise<void> {
    for (const ms of ask.again) this.#at(ms, () => this.#call(ask, false));
    if (ask.conflict) this.#at(5000, () => this.#call(ask, true));
    await this.#call(ask, false);
  }

  async #call(ask: Ask, conflict: boolean): Promise<void> {
    await this.#restarting;
    const call: Call = { ask, conflict, halted: this.#halted, answers: 0 };
    this.story.calls.push(call);
    const asked = conflict ? ask.conflict : ask.asked;
    if (!asked) return;
    const { key, options } = ask;
    const order = { asked, node: NODE, message: messageOf(ask), environment: 'the rig', ...(key && { key }) };
    await this.desk.place(order, { ...options, signal: this.#stopped.signal }).then(
      (placed) => this.#hear(call, placed),
      (thrown: unknown) => this.#hear(call, thrown),
    );
  }

  #hear(call: Call, told: unknown): void {
    call.answers += 1;
    if (told instanceof CoinbaseError) call.result = told;
    else if (told instanceof Error) throw told;
    else this.#placed(call, told as DeskPlacement);
  }

  #placed(call: Call, placed: DeskPlacement): void {
    call.result = placed;
    const { cancelAfterMs } = call.ask;
    if (cancelAfterMs !== undefined && !placed.repeated && placed.outcome === 'accepted')
      this.#at(cancelAfterMs, () => this.#cancel(call.ask, placed));
  }

  async #cancel({ cancelByOwnId, asked }: Ask, { order, client_oid }: DeskPlacement): Promise<void> {
    await this.#restarting;
    const cancel: Cancel = { orderId: order.id };
    this.story.cancels.push(cancel);
    const name = cancelByOwnId ? { clientOid: client_oid } : { id: order.id };
    cancel.result = await this.desk
      .cancel(name, asked.product_id, { timeoutMs: 10_000 })
      .catch((thrown: unknown) => {
        if (thrown instanceof CoinbaseError) return thrown;
        throw thrown;
      });
  }

  #at(ms: number, run: () => Promise<void>): void {
    const later = this.#pause(ms)
      .then(run)
      .finally(() => this.#later.delete(later));
    this.#later.add(later);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(ms, resolve));
  }
}
