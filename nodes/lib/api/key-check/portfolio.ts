import { shown } from '../../rules/shapes';
import { say } from '../../sentences';
import { readPortfolios } from '../advanced-trade/portfolios';
import type { CallOptions, Connection } from '../trading-api';
import { ask } from './ask';
import { line, type CheckLine } from './line';
import type { BoundTo } from './questions';

/**
 * Which portfolio the key is of. Which one the flows mean nobody tells; only one that cannot take spot orders at all is
 * certainly the wrong one.
 * @param names the read that tells the portfolios' names; the empty string where the key may not read.
 */
export async function portfolioLine(
  connection: Connection,
  { uuid, type }: BoundTo,
  names: string,
  options: CallOptions,
): Promise<CheckLine> {
  const name = names === '' ? '' : nameIn((await ask(connection, names, options)).body, uuid);
  const portfolio =
    name === '' ? say('check.portfolio', { uuid }) : say('check.namedPortfolio', { name: shown(name), uuid });
  if (type === 'INTX')
    return line('portfolio', false, say('check.futures', { portfolio }), say('advice.spot'));
  if (type === 'DEFAULT' || type === 'CONSUMER')
    return line('portfolio', true, say('check.spot', { portfolio, kind: type }));
  return line('portfolio', null, say('check.someKind', { portfolio }), say('advice.lookPortfolio'));
}

/** The empty string where the answer does not tell it. */
function nameIn(body: unknown, uuid: string): string {
  try {
    return readPortfolios(body).find((one) => one.uuid === uuid)?.name ?? '';
  } catch {
    return '';
  }
}
