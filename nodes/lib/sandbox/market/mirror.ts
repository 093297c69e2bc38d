/**
 * A market that somebody else tells, such as the public feed of the real exchange: the books are the mirrored ones, and
 * trades are made where they were made there, so that paper orders fill at real prices. A product whose present prices
 * nobody knows (not told yet, or stale) takes cancels only, and nothing in it fills. Pure, as the simulated one is.
 */
import type { Engine } from '../engine';
import type { MirrorNews } from '../types';
import type { Market } from './index';
import type { MirrorBoard } from './mirror-board';
import { MirrorStall } from './mirror-stall';
import { fundMarket } from './stall';
import type { Values } from './walk';

export interface MirrorMarketOptions {
  readonly engine: Engine;
  readonly board: MirrorBoard;
  /** Where an earlier market's simulated prices stood: kept for a later one. */
  readonly from?: Values;
}

export interface MirrorMarket extends Market {
  hear(news: MirrorNews, now: number): void;
  /** Every product, and whether it trades. */
  products(): readonly { readonly productId: string; readonly isOpen: boolean }[];
}

/** Opens with what the board knows. */
export function createMirrorMarket({ engine, board, from = {} }: MirrorMarketOptions): MirrorMarket {
  fundMarket(engine);
  const stalls = new Map([...engine.products].map(([id, product]) => [id, new MirrorStall(engine, product)]));
  const open = new Set<string>();
  for (const id of stalls.keys()) engine.setMode(id, 'cancel_only');

  /** A product opens and shuts with the knowledge of its prices; a mode that somebody else gives it in between stays. */
  const update = (productId: string, now: number): void => {
    const book = board.book(productId);
    if (!book) {
      if (open.delete(productId)) engine.setMode(productId, 'cancel_only');
      return;
    }
    if (!open.has(productId)) engine.setMode(productId, 'full');
    open.add(productId);
    if (isTrading(productId)) stalls.get(productId)?.quote(book, now);
  };

  const isTrading = (productId: string): boolean => {
    const mode = engine.mode(productId);
    return open.has(productId) && mode !== 'cancel_only' && mode !== 'trading_disabled';
  };

  const step = (now: number): void => {
    for (const id of stalls.keys()) update(id, now);
  };

  return {
    step,
    follow: () => undefined,
    values: () => from,
    replays: () => [],
    saveReplays: () => [],
    close: () => undefined,
    products: () => [...stalls.keys()].map((productId) => ({ productId, isOpen: open.has(productId) })),
    hear: (news, now) => {
      if (news.kind !== 'trade') {
        for (const id of board.note(news)) update(id, now);
        return;
      }
      const trade = board.trade(news);
      if (trade && isTrading(news.productId)) stalls.get(news.productId)?.trade(trade, now);
    },
  };
}
