import { type Parsed, parsed, refused } from './reply';

/** How a path names an order: by the exchange's id or by the client's own. Ids are in lower case with dashes. */
export type WireOrderName = { readonly id: string } | { readonly clientOid: string };

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** A UUID with or without dashes in its usual form; undefined for anything else. */
export function canonicalUuid(text: string): string | undefined {
  const match = UUID.exec(text);
  return match ? match.slice(1).join('-').toLowerCase() : undefined;
}

/** Reads `<uuid>` or `client:<uuid>`. */
export function parseOrderName(text: string): Parsed<WireOrderName> {
  const colon = text.indexOf(':');
  const id = canonicalUuid(text.slice(colon + 1));
  if (colon >= 0 && text.slice(0, colon) !== 'client') return refused(400, 'Invalid id namespace');
  if (id === undefined) return refused(400, 'Invalid order id');
  return parsed(colon < 0 ? { id } : { clientOid: id });
}
