import type { Mode } from './account';
import type { NodeStatus, Red, RedNode } from './red';

/**
 * What a node is doing. Shape and colour mean the same in every node:
 * green ring paper and well, green dot live and well, blue dot under way, yellow ring waiting, yellow dot worth a
 * look, red ring misconfigured, red dot the last message failed, grey ring idle.
 * A node without an account has no money that could be paper or live: its texts begin with neither word, and well is the
 * ring, because a green dot is kept for live money.
 */
export type StatusKind = 'well' | 'busy' | 'waiting' | 'attention' | 'misconfigured' | 'failed' | 'idle';

/** One state of a node. The text is `status.<key>` of the set's catalogue. */
export interface NodeState {
  readonly kind: StatusKind;
  readonly key: string;
  /** Filled into the text. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Machine-readable, for Status nodes. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const LOOKS: Readonly<Record<StatusKind, Pick<NodeStatus, 'fill' | 'shape'>>> = {
  well: { fill: 'green', shape: 'ring' },
  busy: { fill: 'blue', shape: 'dot' },
  waiting: { fill: 'yellow', shape: 'ring' },
  attention: { fill: 'yellow', shape: 'dot' },
  misconfigured: { fill: 'red', shape: 'ring' },
  failed: { fill: 'red', shape: 'dot' },
  idle: { fill: 'grey', shape: 'ring' },
};

/** Every status goes to every open editor: a node shows at most one in this time, milliseconds, and always the last. */
const PACE_MS = 200;

/**
 * The one way in which a node of this package shows its status. The first word is `paper` or `LIVE` wherever there is an
 * account.
 */
export class StatusLine {
  #last = '';
  #lastKey = '';
  #shownAt = -Infinity;
  #next: NodeState | undefined;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #timerPaceMs = 0;
  readonly #red: Red;
  readonly #node: RedNode;
  readonly #mode: () => Mode | undefined;
  readonly #valuesPaceMs: number;

  /**
   * @param mode asked each time: an account may appear or go while the node lives. Undefined for a node that has none.
   * @param valuesPaceMs at most one in this time while only the values of a state change, such as a price.
   */
  constructor(red: Red, node: RedNode, mode: () => Mode | undefined, valuesPaceMs = PACE_MS) {
    this.#red = red;
    this.#node = node;
    this.#mode = mode;
    this.#valuesPaceMs = valuesPaceMs;
  }

  show(state: NodeState): void {
    if (this.#stopped) return;
    this.#next = state;
    const paceMs = state.key === this.#lastKey ? this.#valuesPaceMs : PACE_MS;
    if (this.#timer && this.#timerPaceMs <= paceMs) return;
    const wait = this.#shownAt + paceMs - performance.now();
    if (wait <= 0) return this.#emit();
    clearTimeout(this.#timer);
    this.#timerPaceMs = paceMs;
    this.#timer = setTimeout(() => this.#emit(), wait);
    this.#timer.unref();
  }

  /** Shows nothing any more: after a deploy the id belongs to another node, whose status this would overwrite. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
  }

  #emit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#next;
    if (!state) return;
    this.#next = undefined;
    const mode = this.#mode();
    const signature = JSON.stringify([mode, state]);
    if (signature === this.#last) return;
    this.#last = signature;
    this.#lastKey = state.key;
    this.#shownAt = performance.now();
    try {
      this.#node.status(statusOf(this.#red, mode, state));
    } catch {
      // A flow that listens to statuses failed; a status must not end the process.
    }
  }
}

/** A state as Node-RED takes it. @param mode undefined for a node without an account. */
export function statusOf(red: Red, mode: Mode | undefined, state: NodeState): NodeStatus {
  const look = LOOKS[state.kind];
  const well = state.kind === 'well' && mode === 'live';
  const word = mode === undefined ? '' : mode === 'live' ? 'LIVE ' : 'paper ';
  return {
    ...state.facts,
    event: state.key,
    ...(mode && { mode }),
    ...look,
    ...(well ? { shape: 'dot' } : {}),
    text: `${word}${red._(`status.${state.key}`, state.values)}`.trim(),
  };
}
