/** Milliseconds. */
export interface OrderEventTimes {
  /** Kept open this long without a listener: a deploy finds it again. */
  readonly graceMs: number;
  /** While all is well the orders are compared with the exchange's this often: a message can be lost without a trace. */
  readonly auditMs: number;
  /** Orders of so long before the last comparison are asked for again: a list may lag behind. */
  readonly overlapMs: number;
  /** An order or a fill that was announced is looked for so long before it is told without. */
  readonly patienceMs: number;
  /** Between two looks at whether a silent feed belongs to another connection by now. */
  readonly relinkMs: number;
}

export const usualTimes: OrderEventTimes = {
  graceMs: 1000,
  auditMs: 60_000,
  overlapMs: 60_000,
  patienceMs: 30_000,
  relinkMs: 5000,
};
