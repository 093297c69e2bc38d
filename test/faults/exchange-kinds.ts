import { type Kind, refused, twice } from './kind';

const json = (message: string): string => JSON.stringify({ message });
const tooMany = { status: 429, body: json('Private rate limit exceeded') };

/** What Coinbase Exchange answers in its own words: `{"message":"..."}`. */
export const exchangeKinds: readonly Kind[] = [
  ...twice('500', { status: 500, body: json('Internal Server Error.') }),
  ...twice('503', { status: 503, body: json('under maintenance') }),
  refused('429 in the words of the exchange', { order: 4, cancel: 1, read: 1 }, [
    tooMany,
    { ...tooMany, headers: { 'Retry-After': '1' } },
  ]),
];
