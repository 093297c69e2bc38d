import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { CoinbaseError } from '../lib/rules/errors';
import { isProductId, shown, uuidText } from '../lib/rules/shapes';
import { isTradingState } from '../lib/rules/trading-state';
import { say } from '../lib/sentences';
import type { Account, RunningSandbox } from '../lib/runtime';

/** What a request's body holds: foreign. */
export type Fields = Readonly<Record<string, unknown>>;

/** Does something with an account, and tells what came of it. */
export type Act = (account: Account<Connection, Desk>, fields: Fields) => Promise<object>;

/** Time for one cancel and for all of them, milliseconds. */
const CANCEL_MS = 10_000;
const CANCEL_ALL_MS = 30_000;
const LONGEST_REASON = 200;

/** Everything that can be done from the sidebar, by the last part of its route. @throws as the desk does; RangeError. */
export const acts: Readonly<Record<string, Act>> = {
  /** Opens an account that no message has used yet. */
  async connect(account) {
    await account.connection();
    return { connected: true };
  },
  async cancel(account, { order_id, product_id }) {
    const id = wanted('order_id', uuidText(order_id), order_id);
    const product = product_id === undefined || isProductId(product_id) ? product_id : undefined;
    const desk = await account.desk();
    const { outcome } = await desk.cancel({ id }, product, { timeoutMs: CANCEL_MS });
    return { outcome };
  },
  async 'cancel-all'(account) {
    return (await account.desk()).cancelAll(undefined, { timeoutMs: CANCEL_ALL_MS });
  },
  async switch(account, { state, reason }) {
    if (!isTradingState(state)) throw new RangeError(`state is ${shown(state)}`);
    const desk = await account.desk();
    await desk.move(state, 'sidebar', reasonOf(reason));
    return desk.position;
  },
  async release(account, { client_oid }) {
    const clientOid = wanted('client_oid', uuidText(client_oid), client_oid);
    await (await account.desk()).release(clientOid, 'sidebar');
    return { released: clientOid };
  },
  async 'sandbox-reset'(account) {
    (await sandboxOf(account)).reset();
    return { reset: true };
  },
  /** Each client of its feeds has to find out, and to connect again. */
  async 'sandbox-feed'(account, { kind }) {
    if (kind !== 'terminate' && kind !== 'half-open') throw new RangeError(`kind is ${shown(kind)}`);
    (await sandboxOf(account)).feedFault({ kind });
    return { kind };
  },
  async sandbox(account, fields) {
    const sandbox = await sandboxOf(account);
    sandbox.setConditions(fields);
    return sandbox.conditions;
  },
};

function wanted(name: string, value: string | undefined, given: unknown): string {
  if (value !== undefined) return value;
  throw new RangeError(`${name} is ${shown(given)}, and not a UUID`);
}

function reasonOf(reason: unknown): string | undefined {
  if (reason === undefined || reason === '') return undefined;
  if (typeof reason === 'string' && reason.length <= LONGEST_REASON && !/[\x00-\x1f\x7f]/.test(reason))
    return reason;
  const most = String(LONGEST_REASON);
  throw new CoinbaseError('COMMAND_UNKNOWN', say('form.oneLine', { field: 'reason', most }));
}

async function sandboxOf(account: Account<Connection, Desk>): Promise<RunningSandbox> {
  const sandbox = await account.runningSandbox();
  if (sandbox) return sandbox;
  throw new CoinbaseError('ACCOUNT_MISSING', say('form.noSandbox'));
}
