import type { Journal } from '../../nodes/lib/placement/journal/journal';
import type { JournalRecord } from '../../nodes/lib/placement/journal/records';
import type { ScaledClock } from './scaled-clock';

/** An answer that proved nothing, and when it was known what became of the order. On the clock's `elapsed`. */
export interface Doubt {
  readonly clientOid: string;
  readonly from: number;
  until?: number;
  /** What ended it. */
  end?: 'seen' | 'absent';
}

/** Stands before a journal, passes everything on, and remembers what was safe when. */
export class JournalProbe {
  /** Client order ids of intents that are on disk. */
  readonly kept = new Set<string>();
  readonly doubts: Doubt[] = [];
  /** How many sends never left: nobody listened. */
  notSent = 0;
  readonly #open = new Map<string, Doubt>();

  /** @param onKept hears of each intent the moment it is on disk, before anybody else can go on. */
  constructor(
    private readonly clock: ScaledClock,
    private readonly onKept: (clientOid: string, message: string) => void = () => undefined,
  ) {}

  around(journal: Journal): Journal {
    return {
      read: () => journal.read(),
      replace: (records) => journal.replace(records),
      close: () => journal.close(),
      write: async (record) => {
        this.#hear(record);
        await journal.write(record);
        this.#safe(record);
      },
    };
  }

  /** What the desk knows from this moment on. */
  #hear(record: JournalRecord): void {
    if (record.kind === 'answered' && record.verdict === 'not-sent') this.notSent += 1;
    const isUnknown = record.kind === 'answered' && record.verdict === 'unknown';
    // A repeat that proves nothing either goes on with the doubt that is open.
    if (isUnknown && !this.#open.has(record.client_oid)) {
      const doubt: Doubt = { clientOid: record.client_oid, from: this.clock.elapsed() };
      this.doubts.push(doubt);
      this.#open.set(record.client_oid, doubt);
    }
    if (record.kind !== 'seen' && record.kind !== 'absent') return;
    const doubt = this.#open.get(record.client_oid);
    if (!doubt) return;
    doubt.until = this.clock.elapsed();
    doubt.end = record.kind;
    this.#open.delete(record.client_oid);
  }

  #safe(record: JournalRecord): void {
    if (record.kind !== 'intended') return;
    this.kept.add(record.client_oid);
    this.onKept(record.client_oid, record.message);
  }
}
