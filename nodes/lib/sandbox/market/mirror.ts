/**
 * A market that somebody else tells, such as the public feed of the real exchange: the books are the mirrored ones, and
 * trades are made where they were made there, so that paper orders fill at real prices. A product whose present prices
 * nobody knows (not told yet, or stale) takes cancels only, and nothing in it fills. Pure, as the simulated one is.
 */
import type { Engine } from '../engine';
import type { MirroredProduct, MirrorNews } from '../types';
import type { Market } from './index';
import { type Lack, type MirrorBoard, shutNote } from './mirror-board';
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
  /** @returns whether a product opened or shut, or is shut for another reason. */
  hear(news: MirrorNews, now: number): boolean;
  products(): readonly MirroredProduct[];
}

/** Opens with what the board knows. */
export function createMirrorMarket({ engine, board, from = {} }: MirrorMarketOptions): MirrorMarket {
  fundMarket(engine);
  const stalls = new Map([...engine.products].map(([id, product]) => [id, new MirrorStall(engine, product)]));
  const open = new Set<string>();
  /** Why the others are shut, as it was told last. */
  const notes = new Map<string, string>();
  for (const id of stalls.keys()) engine.setMode(id, 'cancel_only');

  const shut = (productId: string, lack: Lack): boolean => {
    const note = shutNote(lack);
    const isOther = open.delete(productId) || notes.get(productId) !== note;
    if (isOther) engine.setMode(productId, 'cancel_only', note);
    notes.set(productId, note);
    return isOther;
  };
  /**
   * A product opens and shuts with the knowledge of its prices; a mode that somebody else gives it in between stays.
   * @returns whether that is another than before.
   */
  const update = (productId: string, now: number): boolean => {
    const book = board.book(productId);
    if (!book) return shut(productId, board.lack(productId) ?? {});
    const isOther = !open.has(productId);
    if (isOther) engine.setMode(productId, 'full');
    open.add(productId);
    notes.delete(productId);
    if (isTrading(productId)) stalls.get(productId)?.quote(book, now);
    return isOther;
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
    setPace: () => undefined,
    saveReplays: () => [],
    close: () => undefined,
    products: () =>
      [...stalls.keys()].map((productId) => ({
        productId,
        isOpen: open.has(productId),
        ...board.lack(productId),
      })),
    hear: (news, now) => {
      if (news.kind !== 'trade')
        return board
          .note(news, now)
          .map((id) => update(id, now))
          .includes(true);
      const trade = board.trade(news);
      if (trade && isTrading(news.productId)) stalls.get(news.productId)?.trade(trade, now);
      return false;
    },
  };
}
