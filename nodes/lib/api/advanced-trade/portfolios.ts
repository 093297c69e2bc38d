import { isPlainObject, uuidText } from '../../rules/shapes';
import { CoinbaseError } from '../../rules/errors';
import { shown } from '../../rules/shapes';
import { say } from '../../sentences';
import { valueAt } from '../styles/reading';
import type { CallOptions, Connection } from '../trading-api';
import { amount, listOf, textOr, unexpected } from '../wire-values';
import { ask } from './ask';
import { BROKERAGE, objectAt } from './paths';

export interface Portfolio {
  readonly uuid: string;
  readonly name: string;
  /** `DEFAULT`, `CONSUMER` or `INTX`. */
  readonly type: string;
}

/** What a portfolio holds, under the API's own names; every JSON number as text, exact up to 15 digits. */
export type PortfolioBreakdown = Readonly<Record<string, unknown>>;

/** The portfolios that the key's user has and did not delete. */
export function portfolios(connection: Connection, options?: CallOptions): Promise<readonly Portfolio[]> {
  return ask(connection, `${BROKERAGE}/portfolios`, readPortfolios, options);
}

export function readPortfolios(body: unknown): Portfolio[] {
  return listOf(valueAt(body, 'portfolios'), 'portfolios').flatMap((entry) => {
    const [uuid, name, type] = ['uuid', 'name', 'type'].map((field) => textOr(valueAt(entry, field), ''));
    const deleted = valueAt(entry, 'deleted') === true;
    return deleted || uuid === undefined || uuid === '' ? [] : [{ uuid, name: name ?? '', type: type ?? '' }];
  });
}

/** @throws CoinbaseError PERMISSION_DENIED for a portfolio that is not the key's. */
export function portfolioBreakdown(
  connection: Connection,
  uuid: string,
  options?: CallOptions,
): Promise<PortfolioBreakdown> {
  const id = uuidText(uuid);
  if (id === undefined)
    return Promise.reject(
      new CoinbaseError('REQUEST_REFUSED', `the portfolio ${shown(uuid)} is not a UUID`, { sent: false }),
    );
  return ask(connection, `${BROKERAGE}/portfolios/${id}`, readBreakdown, options);
}

export function readBreakdown(body: unknown): PortfolioBreakdown {
  const breakdown = objectAt(body, 'breakdown');
  if (!breakdown) throw unexpected(say('answer.breakdown'));
  return textsOf(breakdown);
}

/** JSON numbers, as in no other answer that is read here: each becomes the shortest text of its double, 15 digits true. */
function textsOf(object: Readonly<Record<string, unknown>>): PortfolioBreakdown {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, withTexts(value)]));
}

function withTexts(value: unknown): unknown {
  if (typeof value === 'number') return amount(value) ?? String(value);
  if (Array.isArray(value)) return value.map(withTexts);
  return isPlainObject(value) ? textsOf(value) : value;
}
