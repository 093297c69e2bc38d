import { CoinbaseError } from '../lib/rules/errors';
import { readProductList } from '../lib/rules/product-list';
import { isPlainObject, shown } from '../lib/rules/shapes';

const WORDS = ['pause', 'resume', 'send', 'status'] as const;
const LISTS = ['subscribe', 'unsubscribe', 'products'] as const;

/** What a message asks of the node: products to follow too, not any more, or alone; or one of the words. */
export type Command =
  | { readonly kind: (typeof LISTS)[number]; readonly ids: readonly string[] }
  | { readonly kind: (typeof WORDS)[number] };

/** Longer than any word. */
const LONGEST = 100;

/**
 * Reads a command: `"pause"`, `"resume"`, `"send"`, `"status"`, `{ subscribe }`, `{ unsubscribe }` or `{ products }`.
 * @throws CoinbaseError COMMAND_UNKNOWN saying why.
 */
export function readCommand(value: unknown): Command {
  if (typeof value === 'string') return wordCommand(value);
  if (!isPlainObject(value)) throw unknown(`it is ${shown(value)}`);
  const entries = Object.entries(value);
  const [entry] = entries;
  if (!entry || entries.length > 1) throw unknown(`it needs exactly one of ${LISTS.join(', ')}`);
  const [name, given] = entry;
  const kind = LISTS.find((list) => list === name);
  if (kind === undefined)
    throw unknown(`it has the field ${shown(name)}; it needs one of ${LISTS.join(', ')}`);
  const list = readProductList(given);
  if (list.kind === 'wrong') throw unknown(`${kind}: ${list.why}`);
  if (list.ids.length === 0 && kind !== 'products') throw unknown(`${kind}: it names no product`);
  return { kind, ids: list.ids };
}

/** A button or an MQTT topic may write a word in capitals or with a line break after it. */
function wordCommand(text: string): Command {
  const word = text.length > LONGEST ? '' : text.trim().toLowerCase();
  const kind = WORDS.find((one) => one === word);
  if (kind === undefined)
    throw unknown(
      `it is ${shown(text)}; the words are ${WORDS.join(', ')}, and products come as { "products": … }`,
    );
  return { kind };
}

function unknown(why: string): CoinbaseError {
  return new CoinbaseError('COMMAND_UNKNOWN', why, { sent: false });
}
