import { worthKeeping } from './compact';
import { stepOf } from './life';
import {
  advance,
  isFinished,
  isOpen,
  isWorking,
  newEntry,
  type Entry,
  type PlacementEntry,
} from './placement-entry';
import type { JournalRecord } from './records';

export type SwitchRecord = Extract<JournalRecord, { kind: 'switch' }>;

/** What a journal says, in memory: each record is added when it is written. Pure. */
export interface Book {
  /**
   * Takes a record in. The same record twice counts once.
   * @returns undefined, or a sentence about a step that cannot be: it is left out.
   */
  add(record: JournalRecord): string | undefined;
  /** What was left out on the way, as sentences. */
  readonly oddities: readonly string[];
  readonly size: number;
  get(clientOid: string): PlacementEntry | undefined;
  /** The latest placement that was asked for with this key. */
  byKey(key: string): PlacementEntry | undefined;
  byMessage(message: string): readonly PlacementEntry[];
  /** The latest, newest first. */
  last(count: number): readonly PlacementEntry[];
  /** The flow still waits for what became of them; oldest first. */
  open(): readonly PlacementEntry[];
  /** It is not known whether they exist, and the flow was told so; oldest first. */
  unresolved(): readonly PlacementEntry[];
  /** Orders that the exchange has and that can still be filled or canceled, as far as is known here; oldest first. */
  working(): readonly PlacementEntry[];
  /** Written down to be sent since then (Unix milliseconds), oldest first; what was forbidden is not among them. */
  intendedSince(sinceMs: number): readonly PlacementEntry[];
  readonly switch: SwitchRecord | undefined;
  /** How many of the journal's lines {@link compacted} would leave out. Looks at all of them: not for each order. */
  superseded(nowMs: number): number;
  /**
   * Everything that still matters, oldest first: what a journal is replaced by. A book of these is what is left in
   * memory then.
   */
  compacted(nowMs: number): readonly JournalRecord[];
}

export function createBook(records: Iterable<JournalRecord> = []): Book {
  const book = new JournalBook();
  for (const record of records) book.add(record);
  return book;
}

/** More sentences than anybody reads. */
const MOST_ODDITIES = 100;

class JournalBook implements Book {
  readonly oddities: string[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new Map<string, Entry>();
  readonly #messages = new Map<string, Entry[]>();
  /** Of the placements those that are not finished: few, however many there are. */
  readonly #unfinished = new Set<Entry>();
  readonly #all: JournalRecord[] = [];
  #switch: SwitchRecord | undefined;
  /** The last sign of life, and the last that tells the exchange's time too. */
  #alive: JournalRecord | undefined;
  #aliveThere: JournalRecord | undefined;

  get size(): number {
    return this.#entries.size;
  }

  get switch(): SwitchRecord | undefined {
    return this.#switch;
  }

  add(record: JournalRecord): string | undefined {
    this.#all.push(record);
    if (record.kind === 'switch') this.#switch = record;
    else if (record.kind === 'alive') {
      this.#alive = record;
      if (record.server_ms !== undefined) this.#aliveThere = record;
    } else return this.#addTo(this.#entries.get(record.client_oid), record);
    return undefined;
  }

  #addTo(
    entry: Entry | undefined,
    record: Extract<JournalRecord, { client_oid: string }>,
  ): string | undefined {
    if (!entry) {
      const begun = newEntry(record);
      if (!begun) return this.#odd(record, 'which was never written down');
      this.#begin(begun);
      return undefined;
    }
    if (isRepeated(entry, record)) return undefined;
    if (!advance(entry, record)) return this.#odd(record, `which is ${entry.state}`);
    if (isFinished(entry)) this.#unfinished.delete(entry);
    else this.#unfinished.add(entry);
    return undefined;
  }

  #begin(entry: Entry): void {
    this.#entries.set(entry.client_oid, entry);
    if (entry.key !== undefined) this.#keys.set(entry.key, entry);
    const others = this.#messages.get(entry.message);
    if (others) others.push(entry);
    else this.#messages.set(entry.message, [entry]);
    if (!isFinished(entry)) this.#unfinished.add(entry);
  }

  #odd(record: Extract<JournalRecord, { client_oid: string }>, why: string): string {
    const sentence = `The journal says "${stepOf(record)}" of order ${record.client_oid}, ${why}; that is left out.`;
    if (this.oddities.length < MOST_ODDITIES) this.oddities.push(sentence);
    return sentence;
  }

  get(clientOid: string): PlacementEntry | undefined {
    return this.#entries.get(clientOid);
  }

  byKey(key: string): PlacementEntry | undefined {
    return this.#keys.get(key);
  }

  byMessage(message: string): readonly PlacementEntry[] {
    return this.#messages.get(message) ?? [];
  }

  last(count: number): readonly PlacementEntry[] {
    return count > 0 ? [...this.#entries.values()].slice(-count).reverse() : [];
  }

  open(): readonly PlacementEntry[] {
    return this.#someUnfinished(isOpen);
  }

  unresolved(): readonly PlacementEntry[] {
    return this.#someUnfinished(({ state }) => state === 'unresolved');
  }

  working(): readonly PlacementEntry[] {
    return this.#someUnfinished(isWorking);
  }

  #someUnfinished(wanted: (entry: Entry) => boolean): Entry[] {
    return [...this.#unfinished].filter(wanted);
  }

  intendedSince(sinceMs: number): readonly PlacementEntry[] {
    return [...this.#entries.values()].filter(
      ({ state, at }) => state !== 'forbidden' && Date.parse(at) >= sinceMs,
    );
  }

  superseded(nowMs: number): number {
    return this.#all.length - this.compacted(nowMs).length;
  }

  compacted(nowMs: number): readonly JournalRecord[] {
    const kept = new Set<JournalRecord>();
    for (const one of [this.#switch, this.#alive, this.#aliveThere]) if (one) kept.add(one);
    for (const { records } of worthKeeping([...this.#entries.values()], nowMs))
      for (const record of records) kept.add(record);
    return this.#all.filter((record) => kept.has(record));
  }
}

/** A journal that was replaced while a record was on its way can hold that record twice, one after the other. */
function isRepeated({ records }: Entry, record: JournalRecord): boolean {
  return records.some((known) => known.at === record.at && JSON.stringify(known) === JSON.stringify(record));
}
