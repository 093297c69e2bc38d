import { recordedFrames } from '../../lib/sandbox/feed/recorded-frames';

/** The products of the recording. */
export async function recordedProducts(): Promise<ReadonlySet<string>> {
  const named = (await recordedFrames()).map(({ frame }) => frame['product_id']);
  return new Set(named.filter((id) => typeof id === 'string'));
}
