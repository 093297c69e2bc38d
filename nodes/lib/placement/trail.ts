import type { Verdict } from '../rules/orders';

/** Where the steps of one placement are written down while it is sent. */
export interface Trail {
  /**
   * It is about to be sent, for the `attempt`-th time. Nothing leaves before this resolves; where it rejects, nothing
   * leaves at all.
   */
  sending(attempt: number): Promise<void> | void;
  /** What the answer, or its absence, proved. Never throws: it must not hide what became of the order. */
  answered(attempt: number, verdict: Verdict): void;
}

/** Remembers nothing. */
export const noTrail: Trail = { sending: () => undefined, answered: () => undefined };
