import { CoinbaseError } from '../../rules/errors';
import { lapsing } from '../../rules/lapse';
import type { TradingState } from '../../rules/trading-state';
import { originOf, type JournalRecord } from '../journal';
import { previewOrder } from '../preview';
import { audits } from './audit';
import { cancelAllOf } from './cancel-all';
import { cancelOwn } from './cancel-own';
import { DeskCore } from './core';
import { outlookOf } from './outlook';
import { place } from './place';
import { lastPosition } from './position';
import type { Desk, DeskOptions, Recovered } from './types';

export type * from './types';

/** Kept this long without an opener, so that a deploy finds its desk again; milliseconds. */
const GRACE_MS = 1000;
/** A closing account waits this long for the answers to what it sent, milliseconds. */
const ANSWERS_MS = 1500;

interface Shared {
  readonly core: DeskCore;
  openers: number;
  grace: NodeJS.Timeout | undefined;
}

/** One entry for each identity in use in this process. */
const open = new Map<string, Shared>();

/**
 * A share in the one desk of this identity. Opened by the first, closed a moment after the last gave its share back.
 */
export function openDesk(options: DeskOptions): Desk {
  let shared = open.get(options.identity);
  if (!shared) {
    shared = { core: new DeskCore(options), openers: 0, grace: undefined };
    open.set(options.identity, shared);
  }
  shared.openers += 1;
  clearTimeout(shared.grace);
  return share(shared, options);
}

/** A desk's trading switch, as it is whenever it is asked. */
export interface SwitchView {
  readonly state: TradingState;
}

/**
 * The switch of a desk for whoever has no share in it: of the desk where it is open in this process, else as its journal
 * says.
 * @throws CoinbaseError JOURNAL_UNAVAILABLE.
 */
export async function viewSwitch(
  identity: string,
  readJournal: () => Promise<readonly JournalRecord[]>,
): Promise<SwitchView> {
  const here = open.get(identity)?.core;
  await here?.records.open();
  let state = here ? here.position.now.state : (lastPosition(await readJournal())?.state ?? 'active');
  return {
    get state() {
      // As it was seen last where the desk was closed since.
      state = open.get(identity)?.core.position.now.state ?? state;
      return state;
    },
  };
}

function share(shared: Shared, options: DeskOptions): Desk {
  const { core } = shared;
  const leave = core.addOpener(options);
  const trading = async () => (await options.connect()).trading;
  let closed: Promise<void> | undefined;
  // So that the first order finds it read, and earlier ones settled.
  void core.records.open().catch(() => undefined);
  return {
    opened: () => core.records.open(),
    ready: () => core.ready(),
    place(order, wanted = {}) {
      const gone = new CoinbaseError('ABORTED', 'the account was closed', { sent: false });
      const refusal = closed ? gone : options.refusal?.();
      return refusal
        ? Promise.reject(refusal)
        : core.errand(place(core, trading, order, wanted)).then((placement) => structuredClone(placement));
    },
    async preview({ asked, environment }, { signal } = {}) {
      return previewOrder(lapsing(asked, core.openers.lapse), {
        trading: await trading(),
        environment,
        newId: core.newId,
        ...(signal && { signal }),
        ...outlookOf(core, options.refusal?.()),
      });
    },
    cancel: (name, productId, wanted) => cancelOwn(core, trading, name, productId, wanted),
    cancelAll: (productId, wanted = {}) => cancelAllOf(core, trading, productId, wanted),
    get position() {
      return core.position.now;
    },
    move: (state, by, reason) => core.position.move(state, by, reason),
    report: () => structuredClone(core.report()),
    view: () => structuredClone(core.view()),
    audit: (query) => structuredClone(audits(core.book, query)),
    originOf(clientOid) {
      const entry = core.book.get(clientOid);
      return entry && originOf(entry);
    },
    release: (clientOid, by) => core.lives.release(clientOid, by),
    over: (orderId) => core.overs.tell(orderId),
    hint: (order) => core.hint(structuredClone(order)),
    onEvent: (listen) => core.events.listen(listen),
    onRecovered: (node, listen) => core.outbox.listen(node, (recovered) => listen(copied(recovered))),
    close() {
      closed ??= giveBack(shared, leave, options.graceMs ?? GRACE_MS);
      return closed;
    },
  };
}

/** A flow may change what it is given; what is remembered of an order stays as it was. */
function copied(recovered: Recovered): Recovered {
  const { result } = recovered;
  return result instanceof CoinbaseError ? recovered : { ...recovered, result: structuredClone(result) };
}

async function giveBack(shared: Shared, leave: () => void, graceMs: number): Promise<void> {
  const { core } = shared;
  await core.answers(ANSWERS_MS);
  leave();
  shared.openers -= 1;
  if (shared.openers > 0) return;
  const end = (): Promise<void> => {
    open.delete(core.identity);
    return core.close();
  };
  if (graceMs === 0) return end();
  shared.grace = setTimeout(() => void end(), graceMs);
  shared.grace.unref();
}
