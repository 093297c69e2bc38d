import type { RecordedFrame } from './frames';

/** One product's numbers of one kind: those that were recorded, and those that are told. */
interface Numbers {
  lastRecorded: number;
  lastTold: number;
  offset: number;
}

const KINDS = ['trade_id', 'sequence'] as const;

/**
 * The same frames with other trade ids and sequences: each product's begin at 1, and go on where they were when the
 * recording begins again, so that it can be played any number of times in a row as one feed. Distances stay.
 */
export async function* renumbered(
  frames: AsyncIterable<RecordedFrame> | Iterable<RecordedFrame>,
): AsyncGenerator<RecordedFrame> {
  const numbers = new Map<string, Numbers>();
  for await (const { received_at, frame } of frames) {
    const changed: Record<string, unknown> = { ...frame };
    for (const kind of KINDS) {
      const recorded = frame[kind];
      if (typeof recorded === 'number')
        changed[kind] = told(numbers, `${String(frame['product_id'])} ${kind}`, recorded);
    }
    yield { received_at, frame: changed };
  }
}

function told(all: Map<string, Numbers>, name: string, recorded: number): number {
  let own = all.get(name);
  if (!own) all.set(name, (own = { lastRecorded: recorded, lastTold: 1, offset: 1 - recorded }));
  // The recording begins again: its first frame describes the trade that was told last.
  if (recorded < own.lastRecorded) own.offset = own.lastTold - recorded;
  own.lastRecorded = recorded;
  own.lastTold = recorded + own.offset;
  return own.lastTold;
}
