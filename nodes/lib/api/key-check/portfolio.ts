import { shown } from '../../rules/shapes';
import { readPortfolios } from '../advanced-trade/portfolios';
import type { CallOptions, Connection } from '../trading-api';
import { ask } from './ask';
import { line, type CheckLine } from './line';
import type { BoundTo } from './questions';

const SPOT = 'Make a key in the portfolio that the flows shall trade in, such as the default one.';
const LOOK = 'Look where the key was made which portfolio it is of; a flow can only trade there.';

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
  const called = `the portfolio ${name === '' ? '' : `${shown(name)}, `}${uuid}`;
  if (type === 'INTX')
    return line(
      'portfolio',
      false,
      `it is of ${called} (INTX), which is for perpetual futures: orders of spot products fail with it`,
      SPOT,
    );
  if (type === 'DEFAULT' || type === 'CONSUMER')
    return line('portfolio', true, `it trades in ${called} (${type}) alone`);
  return line('portfolio', null, `it trades in ${called} alone; of what kind that is, is not told`, LOOK);
}

/** The empty string where the answer does not tell it. */
function nameIn(body: unknown, uuid: string): string {
  try {
    return readPortfolios(body).find((one) => one.uuid === uuid)?.name ?? '';
  } catch {
    return '';
  }
}
