import { serialisations } from './json-text';
import { pairsOf } from './query';
import { distinct, type Variant, type Variants } from './variant';

/** A larger body is not taken apart: reading it would cost more than the whole search. */
const LARGEST_BODY = 16_384;
const FOR_NOTHING = ['{}', 'null', '""', 'undefined', '[]', 'None', '[object Object]', 'nil', ' ', '\n'];

/** Bodies that may have been signed in place of the one received. */
export function bodyVariants(body: string): Variants<string> {
  if (body === '') {
    const likely = FOR_NOTHING.map((value): Variant<string> => ({
      value,
      code: 'EMPTY_BODY_SIGNED',
      detail: `${JSON.stringify(value)} was signed`,
    }));
    return { likely, rare: [] };
  }
  const unsigned: Variant<string> = { value: '', code: 'BODY_NOT_SIGNED' };
  if (body.length > LARGEST_BODY) return { likely: [unsigned], rare: [] };
  const of = (value: string, detail: string): Variant<string> => ({
    value,
    code: 'BODY_RESERIALISED',
    detail,
  });
  const { usual, unusual } = serialisations(body);
  const likely = [
    unsigned,
    ...usual.map(({ text, detail }) => of(text, detail)),
    of(body.trimEnd(), 'line breaks differ'),
    of(`${body}\n`, 'line breaks differ'),
    of(body.replace(/\r\n/g, '\n'), 'line breaks differ'),
  ];
  const rare = [
    ...unusual.map(({ text, detail }) => of(text, detail)),
    of(body.replace(/\r?\n/g, '\r\n'), 'line breaks differ'),
    of('[object Object]', 'the object was not serialised at all'),
    of(body.toLowerCase(), 'upper and lower case differ'),
    of(
      body.normalize('NFC') === body ? body.normalize('NFD') : body.normalize('NFC'),
      'Unicode forms differ',
    ),
  ];
  return { likely: distinct(body, likely), rare: distinct(body, rare) };
}

/** Texts for query parameters taken as a JSON body. */
export function queryAsBody(query: string): string[] {
  const named = Object.fromEntries(pairsOf(query));
  const { usual } = serialisations(JSON.stringify(named));
  return [JSON.stringify(named), ...usual.map(({ text }) => text), query];
}
