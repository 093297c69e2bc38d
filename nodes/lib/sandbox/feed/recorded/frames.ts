/** One message of an Exchange feed as it was recorded. */
export interface RecordedFrame {
  /** Unix seconds. */
  readonly received_at: number;
  readonly frame: Readonly<Record<string, unknown>>;
}
