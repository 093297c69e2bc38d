import type { ChooseFault, SandboxFault } from '../../nodes/lib/sandbox';
import { createRandom } from '../../nodes/lib/sandbox/random';
import { markOf } from './asks';
import type { ExchangeRecord, TakenOrder } from './exchange-record';
import type { Face } from './face';
import type { DoorFault, DoorRequest } from './fault';
import { Hiding } from './hiding';
import type { Purpose } from './kind';
import { drawKind, REPEATED } from './kinds';
import type { ScaledClock } from './scaled-clock';

export interface PlanParts {
  readonly seed: number;
  readonly clock: ScaledClock;
  readonly record: ExchangeRecord;
  /** Whether the intent of this client order id is on disk. */
  readonly isKept: (clientOid: string) => boolean;
  readonly face: Face;
  /** Origin that redirects point to. */
  readonly canary: string;
  /** Per cent of requests that something happens to; a list is a read. */
  readonly rates: Readonly<Record<Exclude<Purpose, 'list'>, number>>;
}

/** One arrival of an order at the door. */
export interface Arrival {
  readonly clientOid: string;
  readonly mark: string;
  /** On the clock's `elapsed`. */
  readonly at: number;
  /** Its intent was on disk before. */
  readonly kept: boolean;
  /** Bytes that have gone back for it so far. */
  readonly answer: () => string;
}

/**
 * Decides by seed what goes wrong with which request: the same order gets the same fate at the same try, whatever else
 * goes on. Counts what it did.
 */
export class FaultPlan {
  /** How often each kind was done. */
  readonly done = new Map<string, number>();
  /** Every order that came to the door. */
  readonly arrivals: Arrival[] = [];
  /** Client order ids whose look-ups, or repeats, met a fault: for them the exchange was not reachable. */
  readonly hindered = new Set<string>();
  /** When nobody listened: from and until, on the clock's `elapsed`. */
  readonly outages: (readonly [from: number, until: number])[] = [];
  /** Nothing goes wrong any more. */
  calm = false;
  /** Every order is taken, no answer to any goes back, and no look for one succeeds. */
  mute = false;
  readonly #parts: PlanParts;
  readonly #hiding: Hiding;
  /** Client order ids whose repeats nothing happens to. */
  readonly #spared = new Set<string>();
  readonly #came = new Set<string>();
  /** The client order id of the order at the door, where it came before: a repeat looks for the order too. */
  #repeated: string | undefined;
  readonly #tries = new Map<string, number>();
  readonly #forExchange = new Map<string, { readonly name: string; readonly fault: SandboxFault }[]>();

  constructor(parts: PlanParts) {
    this.#parts = parts;
    const { seed, clock, record } = parts;
    const hid = (how: string, { clientOid }: TakenOrder): void => {
      this.count(how);
      this.hindered.add(clientOid);
    };
    this.#hiding = new Hiding({ seed, clock, record, hid });
  }

  get total(): number {
    return [...this.done.values()].reduce((sum, count) => sum + count, 0);
  }

  count(name: string, times = 1): void {
    this.done.set(name, (this.done.get(name) ?? 0) + times);
  }

  readonly atDoor = (request: DoorRequest, answer: () => string): DoorFault | undefined => {
    const { method, path, body } = request;
    const { face } = this.#parts;
    const purpose = face.purpose(method, path);
    if (purpose === 'order') this.#arrive(body, answer);
    if (purpose === 'list' && face.list?.isInCircle(path))
      return { kind: 'rewrite', body: face.list.inCircle };
    const drawn = this.#draw(purpose, request);
    if (!drawn)
      return purpose === 'list' && face.list && !this.calm ? this.#hiding.inLists(face.list) : undefined;
    const oid = purpose === 'order' ? this.#repeated : method === 'GET' ? this.#oidOf(path) : undefined;
    if (oid !== undefined) this.hindered.add(oid);
    if (purpose === 'order' && drawn.kind.sparesRepeats) this.#spare();
    const { where, fault } = drawn.kind.draw(drawn.random, this.#parts.canary);
    if (where === 'door') {
      // Whether an answer can come twice is seen when the next request comes.
      if (fault.kind !== 'repeat') this.count(drawn.kind.name);
      return fault;
    }
    const name = nameOf(request);
    const queue = this.#forExchange.get(name) ?? [];
    this.#forExchange.set(name, [...queue, { name: drawn.kind.name, fault }]);
    return undefined;
  };

  readonly repeated = (): void => this.count(REPEATED);

  readonly atExchange: ChooseFault = (request) => {
    const isOrder = this.#parts.face.purpose(request.method, request.path) === 'order';
    if (this.mute && isOrder) return { kind: 'reset', accepted: true };
    if (this.mute && request.path.includes('/orders')) return { kind: 'reset', accepted: false };
    const name = nameOf(request);
    const [next, ...rest] = this.#forExchange.get(name) ?? [];
    if (next) {
      if (rest.length > 0) this.#forExchange.set(name, rest);
      else this.#forExchange.delete(name);
      this.count(next.name);
      return next.fault;
    }
    return request.method === 'GET' ? this.#late404(request.path) : undefined;
  };

  #arrive(body: string, answer: () => string): void {
    const { clock, isKept, face } = this.#parts;
    const { clientOid, amount, ...order } = face.readOrder(body);
    const mark = markOf(order, amount);
    this.#repeated = this.#came.has(clientOid) ? clientOid : undefined;
    this.#came.add(clientOid);
    this.arrivals.push({ clientOid, mark, at: clock.elapsed(), kept: isKept(clientOid), answer });
  }

  #spare(): void {
    const arrival = this.arrivals.at(-1);
    if (arrival) this.#spared.add(arrival.clientOid);
  }

  #draw(of: Purpose, { method, path }: DoorRequest) {
    const arrival = this.arrivals.at(-1);
    // An order is told by what it is for, not by its id: that differs from run to run.
    const about = of === 'order' && arrival ? arrival.mark : this.#markOf(path);
    const name = `${method} ${about}`;
    const tries = this.#tries.get(name) ?? 0;
    this.#tries.set(name, tries + 1);
    const isSpared = of === 'order' && arrival !== undefined && this.#spared.has(arrival.clientOid);
    if (this.calm || isSpared) return undefined;
    const { seed, rates, face } = this.#parts;
    const random = createRandom(seed, `fault ${name} ${tries}`);
    const rate = rates[of === 'list' ? 'read' : of];
    return random.below(100) < rate ? { random, kind: drawKind(random, of, face.kinds) } : undefined;
  }

  #markOf(path: string): string {
    const oid = this.#oidOf(path);
    const known = oid === undefined ? undefined : this.#parts.record.byClientOid.get(oid);
    return known?.mark ?? path.replace(/[0-9a-f-]{36}/g, 'ID').replace(/\?.*/, '');
  }

  #oidOf(path: string): string | undefined {
    const [, client, id = ''] = this.#parts.face.orderIn.exec(path) ?? [];
    return client ? id : this.#parts.record.byId.get(id)?.clientOid;
  }

  #late404(path: string): SandboxFault | undefined {
    const { record, face } = this.#parts;
    const oid = this.#oidOf(path);
    const order = oid === undefined ? undefined : record.byClientOid.get(oid);
    if (!order || this.calm || !this.#hiding.isLate(order)) return undefined;
    this.count('late 404');
    this.hindered.add(order.clientOid);
    return { kind: 'answer', accepted: false, status: 404, body: face.notFound };
  }
}

/** What names a request at the door and at the exchange alike. */
function nameOf({ method, path, body }: Pick<DoorRequest, 'method' | 'path' | 'body'>): string {
  return `${method} ${path} ${body}`;
}
