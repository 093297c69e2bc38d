/** What the market and the account say while an order form is open: asked gently, and never after it is closed. */
import type { MarketNow } from '../../rules/comes-to';
import { productStates, type ProductState } from '../../rules/product-state';
import type { EditorAccount } from '../account';
import { ask, urlOf } from '../ask';

/** Time between two looks, milliseconds: while there is a price, and while there is none. */
const EVERY_MS = 3000;
const SELDOM_MS = 10_000;
/** A product id is typed letter by letter. */
const PAUSE_MS = 250;

/** The answer of the account's route `market`. */
interface MarketAnswer extends Partial<MarketNow> {
  readonly environment: string;
  /** Why there is no price: an error code, `asleep` or `noOrders`. */
  readonly code?: string;
  readonly product?: MarketNow['product'] & {
    readonly base_currency: string;
    readonly quote_currency: string;
    readonly state?: string;
  };
}

export interface Seen extends MarketNow {
  readonly base: string;
  readonly quote: string;
  readonly state?: ProductState;
}

export type MarketSight =
  | { readonly kind: 'market'; readonly seen: Seen }
  /** `code` as in {@link MarketAnswer}; `ACCOUNT_MISSING` for an account that is not deployed as the form has it. */
  | { readonly kind: 'none'; readonly code: string };

interface Watch {
  readonly form: HTMLElement;
  readonly account: () => EditorAccount | undefined;
  /** Undefined where the message decides. */
  readonly product: () => string | undefined;
  /** Undefined where there is nothing to ask for, or no answer yet. */
  readonly heard: (sight: MarketSight | undefined) => void;
}

/** @returns what to call when the account or the product may have changed. */
export function watchMarket({ form, account, product, heard }: Watch): () => void {
  let timer = 0;
  let about = '';
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  };
  function look(): void {
    const [asked, of] = [about, account()];
    if (!form.isConnected || asked === '' || !of) return;
    if (document.hidden) return later(EVERY_MS);
    ask<MarketAnswer>('GET', asked, undefined, (answer) => {
      // The form may be closed by now, or about something else.
      if (!form.isConnected || asked !== about) return;
      const sight = sightOf(answer, of);
      heard(sight);
      later(sight.kind === 'market' ? EVERY_MS : SELDOM_MS);
    });
  }
  return () => {
    const [of, id] = [account(), product()];
    const now = of && id !== undefined ? urlOf(['coinbase-account', of.id, 'market', id]) : '';
    if (now === about) return;
    about = now;
    heard(undefined);
    later(PAUSE_MS);
  };
}

function sightOf(answer: MarketAnswer | undefined, of: EditorAccount): MarketSight {
  if (!answer) return { kind: 'none', code: 'NETWORK' };
  const { environment, code, product, market, available } = answer;
  if (environment !== of['environment']) return { kind: 'none', code: 'ACCOUNT_MISSING' };
  if (!product || !market) return { kind: 'none', code: code ?? 'NETWORK' };
  const state = productStates.find((one) => one === product.state);
  const { base_currency: base, quote_currency: quote } = product;
  return { kind: 'market', seen: { product, market, available, base, quote, ...(state && { state }) } };
}
