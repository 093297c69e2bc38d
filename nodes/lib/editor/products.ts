/** Suggestions for a product id: those of the chosen account where it is deployed, else what its environment has. */
import { field, textOf } from './form';

/** A row of the menu below a product field. */
export interface Suggestion {
  readonly value: string;
  readonly label: string;
}

/** The rows for what was typed so far. */
export type Suggest = (typed: string) => readonly Suggestion[];

const LOCAL = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'DOGE-USD', 'ETH-BTC', 'BTC-EUR', 'BTC-USDC'];
/** Products that an environment surely has; suggestions only, any product may be typed. */
const COMMON: Readonly<Record<string, readonly string[]>> = {
  'local-sandbox': LOCAL,
  'local-sandbox-advanced-trade': LOCAL,
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

/** Rows that a menu shows; there are hundreds of products. */
const MOST_ROWS = 40;

/** Follows the form's account. Call it in `oneditprepare`, after `openForm`. */
export function productsOfAccount(): Suggest {
  let known: readonly Suggestion[] = [];
  const follow = (): void => {
    const id = field('account').val() ?? '';
    const account = id === '' ? undefined : RED.nodes.node(id);
    const environment = textOf(account?.['environment']);
    known = (COMMON[environment] ?? MAJOR).map((value) => ({ value, label: value }));
    if (!account) return;
    askProducts(id, (answer) => {
      // Another account may have been chosen since; and a changed one is not what is deployed.
      if (field('account').val() !== id || answer.environment !== environment) return;
      if (answer.products.length > 0) known = answer.products;
    });
  };
  field('account').on('change', follow);
  follow();
  return (typed) => matching(known, typed.trim().toUpperCase());
}

/** Suggests the last id of a list that is being typed, with what was typed before it. */
export function lastOfList(suggest: Suggest): Suggest {
  return (typed) => {
    const [, before = '', last = ''] = /^(.*[\s,;])?([^\s,;]*)$/s.exec(typed) ?? [];
    return suggest(last).map(({ value, label }) => ({ value: `${before}${value}`, label }));
  };
}

/** Those that begin with the text first. */
function matching(known: readonly Suggestion[], text: string): Suggestion[] {
  const found = known.filter(({ label }) => label.toUpperCase().includes(text));
  const first = found.filter(({ value }) => value.startsWith(text));
  return [...first, ...found.filter((one) => !first.includes(one))].slice(0, MOST_ROWS);
}

interface Products {
  readonly environment: string;
  readonly products: readonly Suggestion[];
}

function askProducts(id: string, answered: (answer: Products) => void): void {
  $.ajax({
    url: `coinbase-account/${encodeURIComponent(id)}/products`,
    type: 'GET',
    success: (answer) => {
      const { environment, products } = answer as {
        readonly environment?: unknown;
        readonly products?: unknown;
      };
      const rows = Array.isArray(products) ? (products as unknown[]).flatMap(suggestionOf) : [];
      answered({ environment: textOf(environment), products: rows });
    },
    // No permission, or no runtime: the common ones stay.
    error: () => undefined,
  });
}

/** The name is told where it says more than the id: not for `BTC/USD`. */
function suggestionOf(product: unknown): Suggestion[] {
  const { id, name } = product as { readonly id?: unknown; readonly name?: unknown };
  if (typeof id !== 'string') return [];
  const more = typeof name === 'string' && name.replace('/', '-') !== id;
  return [{ value: id, label: more ? `${id} (${name})` : id }];
}
