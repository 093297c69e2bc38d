import type { MirrorNews } from '../types';

/**
 * Hands the news of a mirrored market on as they come. When they end or fail, the market is stale: nobody knows its
 * prices any more. Returns a function that ends it and tells the source so.
 */
export function pumpMirror(source: AsyncIterable<MirrorNews>, hear: (news: MirrorNews) => void): () => void {
  const news = source[Symbol.asyncIterator]();
  let isOver = false;
  const pump = async (): Promise<void> => {
    for (;;) {
      const next = await news.next();
      if (isOver || next.done === true) return;
      hear(next.value);
    }
  };
  void pump()
    .catch(() => undefined)
    .then(() => {
      if (!isOver) hear({ kind: 'stale' });
    });
  return () => {
    isOver = true;
    void news.return?.().catch(() => undefined);
  };
}
