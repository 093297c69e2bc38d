interface QueuedCancel {
  readonly profile: string;
  readonly orderId: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
}

/** Cancels that were taken and are carried out later. Until then the order stays in the book and may fill. */
export class CancelQueue {
  readonly #waiting = new Map<string, QueuedCancel>();

  add(cancel: QueuedCancel): void {
    this.#waiting.set(cancel.orderId, cancel);
  }

  has(orderId: string): boolean {
    return this.#waiting.has(orderId);
  }

  /** Those whose time has come, taken out. */
  takeDue(now: number): readonly QueuedCancel[] {
    const due = [...this.#waiting.values()].filter(({ dueAt }) => dueAt <= now);
    for (const { orderId } of due) this.#waiting.delete(orderId);
    return due;
  }
}
