/** One product of a sandbox whose market mirrors another one. */
export interface MirroredProduct {
  readonly productId: string;
  /** Its prices are those of the present. A product that is not open takes cancels only, and nothing in it fills. */
  readonly isOpen: boolean;
  /** Since when its prices are out of date, ISO 8601; absent while it is open, and before its first book. */
  readonly since?: string;
  /** What is known of the cause, for people. */
  readonly why?: string;
}

/** What can be changed while a sandbox runs. A reset puts all of it back to what the sandbox was started with. */
export interface SandboxConditions {
  /** The market stands still: no price moves by itself. Orders are taken and matched all the same. */
  readonly paused: boolean;
  /** How fast the market goes, as a multiple of its own pace, or of the replay's: 0.1 to 100. */
  readonly speed: number;
  /** For so many milliseconds after it was placed, an order is not found. */
  readonly late404Ms: number;
  /** For so many milliseconds, a done order and its fills say that they are not settled. */
  readonly settleDelayMs: number;
  /** For so many milliseconds after Advanced Trade took its cancel, an order is in the book still and may fill. */
  readonly queuedCancelMs: number;
  /** Every product takes cancels and no orders, and its market stands still. */
  readonly cancelOnly: boolean;
  /** New orders are carried out, but the connection is reset before their answer. */
  readonly loseAnswers: boolean;
}
