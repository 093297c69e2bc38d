import type { CallOptions, OrderName, TradingApi } from '../../api';
import { CoinbaseError } from '../../rules/errors';
import { cancelOrder, mayHaveArrived, type Cancellation } from '../cancel-order';
import type { DeskCore } from './core';
import type { Life } from './life';

/**
 * Cancels an order, or what took its place where it was renewed.
 * @throws CoinbaseError as cancelOrder; TIMEOUT where what took its place is on its way, and canceled once it is known.
 */
export async function cancelOwn(
  core: DeskCore,
  connect: () => Promise<TradingApi>,
  given: OrderName,
  productId: string | undefined,
  wanted: CallOptions | undefined,
): Promise<Cancellation> {
  const resume = await core.renewals.callOff(given);
  const latest = core.renewals.latest(given);
  const life = latest !== given && 'clientOid' in latest ? core.lives.get(latest.clientOid) : undefined;
  try {
    const canceled = await cancelOne(core, await connect(), latest, productId, wanted);
    if (canceled.outcome !== 'not-found' || !life) return canceled;
  } catch (thrown) {
    if (!mayHaveArrived(thrown)) resume();
    throw thrown;
  }
  cancelOnceKnown(core, life);
  const { client_oid } = life.intent;
  const why = `it was renewed as ${client_oid}, which is on its way; that is canceled as soon as it is known`;
  throw new CoinbaseError('TIMEOUT', why, { client_oid, sent: true });
}

async function cancelOne(
  core: DeskCore,
  trading: TradingApi,
  order: OrderName,
  productId: string | undefined,
  wanted?: CallOptions,
): Promise<Cancellation> {
  const name = core.placedAs(order);
  const cancellation = await cancelOrder(name, productId, { trading, clock: core.clock }, wanted);
  if (cancellation.order) core.hint(structuredClone(cancellation.order));
  else if (cancellation.outcome === 'canceled') core.gone(name, trading);
  return cancellation;
}

/** One that cannot be canceled then lapses: it is not renewed any more. */
function cancelOnceKnown(core: DeskCore, { intent, end }: Life): void {
  const cancel = async (id: string): Promise<unknown> =>
    cancelOne(core, await core.trading(), { id }, intent.product_id);
  end.then(({ order }) => core.errand(cancel(order.id))).catch(() => undefined);
}
