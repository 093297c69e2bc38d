import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { LimitModel, type Admitted } from './model';
import type { Kept } from './paper-exchange';
import { pick, products, randomIntent, randomSettings, zones, type Random } from './random-settings';
import { World } from './world';

/** How often each thing happened, by name: proof that the sequences meet what they are for. */
export type Counts = Record<string, number>;

export interface Crossing {
  readonly sequence: number;
  readonly step: number;
  readonly rules: readonly string[];
  readonly intent: OrderIntent;
}

const STEPS = 14;
const HOUR_MS = 3_600_000;
/** What others do is known after this: figures are kept for 5 s at most. */
const FRESH_MS = 6000;
const PAUSES = [10, 1000, 3000, FRESH_MS, 31_000, 61_000, HOUR_MS, 5 * HOUR_MS, 13 * HOUR_MS] as const;
const SKEWS = [0, -600_000, 600_000, -86_400_000, 86_400_000, 31_536_000_000] as const;
const FIGURES = ['market', 'balances', 'orders', 'fills', 'fees', 'time'] as const;

/** One account's random life, held against the model at each order. */
class Sequence {
  readonly world: World;
  readonly model: LimitModel;
  readonly crossings: Crossing[] = [];
  #step = 0;

  constructor(
    readonly number: number,
    readonly random: Random,
    readonly counts: Counts,
  ) {
    const { zone, start } = pick(random, zones);
    this.world = new World(Date.parse(start) + random.below(4 * HOUR_MS));
    this.model = new LimitModel(this.world.exchange);
    this.world.settings = [randomSettings(random, zone)];
    if (random.below(4) === 0) this.world.settings = [...this.world.settings, randomSettings(random, 'UTC')];
    this.world.limits.use(this.world.settings);
    for (const currency of ['BTC', 'ETH', 'USD', 'EUR'])
      if (random.below(3) === 0) this.world.exchange.balances.set(currency, 100 * random.below(4));
  }

  async run(): Promise<void> {
    const { random } = this;
    for (this.#step = 0; this.#step < STEPS; this.#step += 1) {
      const kind = random.below(16);
      if (kind < 8) await this.#orders(kind < 5 ? 1 : 1 + random.below(5));
      else if (kind === 8) this.#trade();
      else if (kind === 9) this.#cancel();
      else if (kind === 10) this.#others();
      else if (kind === 11) this.#market();
      else if (kind === 12) this.#clock();
      else if (kind === 13) this.#restart();
      else if (kind === 14) this.#settle();
      else this.#break();
      if (random.below(2) === 0) this.world.pass(pick(random, PAUSES));
    }
  }

  /** Messages that come together. */
  async #orders(count: number): Promise<void> {
    const intents = Array.from({ length: count }, () => randomIntent(this.random));
    if (count > 1 && this.random.below(2) === 0)
      for (const [index, intent] of intents.entries())
        intents[index] = { ...(intents[0] ?? intent), client_oid: intent.client_oid };
    await Promise.all(intents.map((intent) => this.#order(intent)));
  }

  async #order(intent: OrderIntent): Promise<void> {
    const { world, model, random } = this;
    try {
      await world.admit(intent);
    } catch (thrown) {
      if (!(thrown instanceof CoinbaseError) || thrown.code !== 'LIMIT_EXCEEDED') throw thrown;
      this.#count(
        thrown.details['value'] === 'unknown'
          ? 'figure unknown'
          : `refused: ${String(thrown.details['rule'])}`,
      );
      const needed = world.settings.some((settings) => model.crossed(settings, intent).length > 0);
      if (!needed && thrown.details['value'] !== 'unknown') this.#count('refused to be sure');
      return;
    }
    this.#count('admitted');
    const rules = world.settings.flatMap((settings) => model.crossed(settings, intent));
    if (rules.length > 0) this.crossings.push({ sequence: this.number, step: this.#step, rules, intent });
    const worth = { size: model.sizeOf(intent), value: model.valueOf(intent) };
    const admitted: Admitted = { intent, at: world.exchange.now, ...worth };
    model.orders.push(admitted);
    const end = random.below(12);
    // Lost on its way, or halted at the last moment; else placed, and told or not.
    if (end === 0) return;
    if (end === 1) return this.#absent(admitted);
    const order = world.exchange.place(intent);
    const kept = world.exchange.orders.get(order.id);
    if (kept) admitted.kept = kept;
    if (end > 3) this.#tell(admitted);
  }

  #absent(admitted: Admitted): void {
    admitted.absent = true;
    this.world.seen(admitted.intent, 'absent');
    this.#count('never placed');
  }

  #tell({ intent, kept }: Admitted): void {
    if (kept) this.world.seen(intent, kept.order);
  }

  #own(kept: Kept): Admitted | undefined {
    return this.model.orders.find((one) => one.kept === kept);
  }

  #trade(): void {
    const { open } = this.world.exchange;
    if (open.length === 0) return;
    const kept = pick(this.random, open);
    this.world.exchange.trade(kept, 1 + this.random.below(kept.left), Number(kept.intent.price));
    this.#after(kept, 'fills');
  }

  #cancel(): void {
    const { open } = this.world.exchange;
    if (open.length === 0) return;
    const kept = pick(this.random, open);
    this.world.exchange.cancel(kept);
    this.#after(kept, 'cancels');
  }

  /** The desk hears of it at once, or nobody does until it is looked for. */
  #after(kept: Kept, what: string): void {
    this.#count(what);
    const own = this.#own(kept);
    if (own && this.random.below(3) > 0) this.#tell(own);
    else this.world.pass(FRESH_MS);
  }

  #others(): void {
    this.world.exchange.place(randomIntent(this.random), this.random.below(2) === 0);
    this.world.pass(FRESH_MS);
    this.#count('orders of others');
  }

  #market(): void {
    const { exchange } = this.world;
    exchange.prices.set(pick(this.random, products), 90 + this.random.below(21));
    exchange.lagMs = this.random.below(6000);
    this.world.pass(3000);
  }

  #clock(): void {
    this.world.skewMs = pick(this.random, SKEWS);
    this.#count('clock jumps');
  }

  #restart(): void {
    this.world.restart();
    this.#count('restarts');
  }

  /** The desk finds out what became of an order. */
  #settle(): void {
    const unknown = this.model.orders.filter(({ absent }) => absent !== true);
    if (unknown.length === 0) return;
    const one = pick(this.random, unknown);
    if (one.kept) this.#tell(one);
    else this.#absent(one);
  }

  #break(): void {
    const { broken } = this.world.exchange;
    if (broken.size > 0) return broken.clear();
    broken.set(pick(this.random, FIGURES), () => Promise.reject(new Error('no line')));
    this.#count('broken lines');
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}

/** @returns the orders that were let through although a limit forbade them. */
export async function runSequences(
  count: number,
  seed: number,
  counts: Counts = {},
): Promise<readonly Crossing[]> {
  const crossings: Crossing[] = [];
  for (let number = 0; number < count; number += 1) {
    const sequence = new Sequence(number, createRandom(seed, `sequence ${number}`), counts);
    await sequence.run();
    crossings.push(...sequence.crossings);
  }
  return crossings;
}
