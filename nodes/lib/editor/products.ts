/** What to pick a product from: those of the chosen account where it is deployed, else what its environment has. */
import { favourites, matching, sandboxProductIds, type ListedProduct } from '../rules/product-choice';
import { productStates } from '../rules/product-state';
import { accountOf } from './account';
import { ask, urlOf } from './ask';
import { field, textOf } from './fields';
import type { Suggest, Suggestion } from './picker';
import { sharedText } from './shared-text';

/** Products that an environment surely has; any other may be typed. */
const COMMON: Readonly<Record<string, readonly string[]>> = {
  'local-sandbox': sandboxProductIds,
  'local-sandbox-advanced-trade': sandboxProductIds,
  'exchange-sandbox': ['BTC-USD', 'BTC-EUR', 'BTC-GBP', 'ETH-BTC', 'BAT-USDC', 'LINK-USDC'],
};
const MAJOR = [
  'BTC-USD',
  'ETH-USD',
  'SOL-USD',
  'XRP-USD',
  'DOGE-USD',
  'ADA-USD',
  'BTC-EUR',
  'ETH-EUR',
  'ETH-BTC',
];

/** Rows that a list shows; there are hundreds of products. */
const MOST_ROWS = 60;

/** What is known of an account's products. */
interface Products {
  readonly products: readonly ListedProduct[];
  /** Currencies that it has some of. */
  readonly held: readonly string[];
}

/** Follows the form's account. Call it in `oneditprepare`, after `openForm`. */
export function productsOfAccount(): Suggest {
  let known: Products = { products: [], held: [] };
  const follow = (): void => {
    const account = accountOf(field('account').val());
    const environment = textOf(account?.['environment']);
    const common = COMMON[environment] ?? MAJOR;
    known = { products: common.map((id) => ({ id, name: id })), held: [] };
    if (account)
      askProducts(account.id, environment, (answer) => {
        // Another account may have been chosen since.
        if (field('account').val() === account.id) known = answer;
      });
  };
  field('account').on('change', follow);
  follow();
  return (typed) => rowsOf(known, typed);
}

/** Offers the last id of a list that is being typed, with what was typed before it. */
export function lastOfList(suggest: Suggest): Suggest {
  return (typed) => {
    const [, before = '', last = ''] = /^(.*[\s,;])?([^\s,;]*)$/s.exec(typed) ?? [];
    return suggest(last).map((row) => ({ ...row, value: `${before}${row.value}` }));
  };
}

/** The likely ones first, under a heading of their own; while one types, only what fits. */
function rowsOf({ products, held }: Products, typed: string): Suggestion[] {
  const likely = favourites(products, held);
  const others = matching(products, typed).filter(({ id }) => !likely.some((one) => one.id === id));
  const row = (group: string) => (product: ListedProduct) => rowOf(product, sharedText(group));
  const first = held.length > 0 ? 'picker.held' : 'picker.traded';
  const rows = [...matching(likely, typed).map(row(first)), ...others.map(row('picker.others'))];
  return rows.slice(0, MOST_ROWS);
}

/** The name is told where it says more than the id: not for `BTC/USD`. */
function rowOf({ id, name, state }: ListedProduct, group: string): Suggestion {
  const more = name.replace('/', '-') !== id;
  const note = state && sharedText(`product.${state}`);
  return { value: id, label: more ? `${id} (${name})` : id, group, ...(note !== undefined && { note }) };
}

function askProducts(id: string, environment: string, answered: (answer: Products) => void): void {
  ask<Readonly<Record<string, unknown>>>(
    'GET',
    urlOf(['coinbase-account', id, 'products']),
    undefined,
    (answer) => {
      const { products, held, environment: deployed } = answer ?? {};
      const rows = Array.isArray(products) ? (products as unknown[]).flatMap(listed) : [];
      // A changed account is not what is deployed; and without an answer the common products stay.
      if (deployed !== environment || rows.length === 0) return;
      answered({ products: rows, held: Array.isArray(held) ? (held as unknown[]).map(textOf) : [] });
    },
  );
}

function listed(product: unknown): ListedProduct[] {
  const { id, name, state } = product as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string') return [];
  const known = productStates.find((one) => one === state);
  return [{ id, name: textOf(name) || id, ...(known && { state: known }) }];
}
