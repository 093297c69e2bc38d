import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import { inEnglish, say, type Words } from '../../sentences';
import { originOf, type PlacementEntry } from '../journal';
import { concluded } from '../place-order';
import type { SentOrder } from '../send-order';
import type { DeskCore } from './core';
import type { Life } from './life';
import type { DeskPlacement, Recovered } from './types';

/**
 * Placements under way, each followed to its end: that goes on record, and is told to the node where no message waits
 * for it any more.
 */
export class Lives {
  readonly #core: DeskCore;
  /** By client order id. */
  readonly #lives = new Map<string, Life>();
  /** Whose message gave up, or is gone with the process. */
  readonly #orphans = new Set<string>();

  constructor(core: DeskCore) {
    this.#core = core;
  }

  get(clientOid: string): Life | undefined {
    return this.#lives.get(clientOid);
  }

  has(clientOid: string): boolean {
    return this.#lives.has(clientOid);
  }

  all(): readonly Life[] {
    return [...this.#lives.values()];
  }

  /** Follows a placement to its end, whoever waits for it. */
  adopt(life: Life): void {
    this.#lives.set(life.intent.client_oid, life);
    this.#core.opened();
    this.#follow(life);
  }

  /** No message waits for it any more: its outcome goes to its node. */
  orphan({ intent }: Life): void {
    this.#orphans.add(intent.client_oid);
  }

  /** It is not known what became of it, and the flow was told so; its product waits. */
  declareUnresolved(life: Life, told: Words): void {
    const { blocked, records, events } = this.#core;
    const { client_oid } = life.intent;
    this.orphan(life);
    // It may have come to its end in this very moment: then its node hears of that, and nothing waits.
    if (this.get(client_oid) !== life) return this.#follow(life);
    blocked.add(life, this.#core.time(), told);
    records.note({ kind: 'unresolved', client_oid, why: inEnglish(told) });
    const order = blocked.orders.find((one) => one.client_oid === client_oid);
    if (order) events.tell({ event: 'unresolved', order });
  }

  /**
   * A person lets its product go on without knowing what became of it.
   * @throws CoinbaseError NOT_FOUND where it does not wait; JOURNAL_UNAVAILABLE.
   */
  async release(client_oid: string, by: string): Promise<void> {
    const { blocked, records, events } = this.#core;
    const life = blocked.lifeOf(client_oid);
    if (!life?.watch) {
      const why = say('unresolved.notWaiting', { id: client_oid });
      throw new CoinbaseError('NOT_FOUND', why, { client_oid });
    }
    await records.write({ kind: 'released', client_oid, by });
    const order = blocked.remove(client_oid);
    life.watch.release();
    if (order) events.tell({ event: 'released', order });
  }

  /** The exchange has no such order. */
  isAbsent(client_oid: string, { code, why }: CoinbaseError): void {
    this.#core.records.note({ kind: 'absent', client_oid, code, why });
    this.#core.limits.seen(client_oid, 'absent');
  }

  /** An outcome that was known, or could be looked up, from before a restart. */
  tellRecovered(entry: PlacementEntry, sent: SentOrder | CoinbaseError): void {
    const { client_oid, intent } = entry;
    const result =
      sent instanceof CoinbaseError
        ? sent
        : resultOf(() => ({ ...concluded(intent, sent), repeated: false }));
    this.#core.outbox.put({ ...originOf(entry), ...renewsOf(entry), client_oid, result });
  }

  /** The exchange answers: those that wait long for their next look need not. */
  hurry(): void {
    for (const { watch } of this.#lives.values()) watch?.hurry();
  }

  #follow(life: Life): void {
    life.end.then(
      (sent) => this.#known(life, sent),
      (thrown: unknown) => this.#ended(life, asCoinbaseError(thrown, 'ORDER_NOT_PLACED')),
    );
  }

  #known(life: Life, sent: SentOrder): void {
    const { client_oid } = life.intent;
    this.#core.records.note({ kind: 'seen', client_oid, order: sent.order });
    this.#core.limits.seen(client_oid, sent.order);
    this.hurry();
    this.#over(life, () => ({ ...concluded(life.intent, sent), repeated: false }));
  }

  #ended(life: Life, error: CoinbaseError): void {
    const { client_oid } = life.intent;
    // Released: it may still exist, and nobody waits for it any more.
    if (error.code === 'ORDER_UNRESOLVED') {
      this.#core.limits.seen(client_oid, 'absent');
      return this.#over(life, undefined);
    }
    this.isAbsent(client_oid, error);
    this.#over(life, () => {
      throw error;
    });
  }

  #over({ intent, origin }: Life, result: (() => DeskPlacement) | undefined): void {
    const { blocked, events, outbox, book, changes } = this.#core;
    const { client_oid } = intent;
    this.#lives.delete(client_oid);
    const order = blocked.remove(client_oid);
    const orphaned = this.#orphans.delete(client_oid);
    if (order && result) events.tell({ event: 'resolved', order });
    if (orphaned && result)
      outbox.put({ ...origin, ...renewsOf(book.get(client_oid)), client_oid, result: resultOf(result) });
    this.#core.opened();
    changes.tell();
  }
}

function renewsOf(entry: PlacementEntry | undefined): Pick<Recovered, 'renews'> {
  return entry?.renews === undefined ? {} : { renews: entry.renews };
}

function resultOf(result: () => DeskPlacement): DeskPlacement | CoinbaseError {
  try {
    return result();
  } catch (thrown) {
    return asCoinbaseError(thrown, 'ORDER_REFUSED');
  }
}
