import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { CoinbaseError } from '../lib/rules/errors';
import { say } from '../lib/sentences';
import { answerAdmin, type Account, type Red } from '../lib/runtime';
import { moveTo, readAudit, readClientOid } from './read-command';

/** Finds the account of a deployed switch. @throws CoinbaseError ACCOUNT_MISSING where the switch has none. */
export type FindAccount = (id: string) => Account<Connection, Desk> | undefined;

/** The panel in the form of a deployed switch. Whoever may only read sees everything and moves nothing. */
export function addAdminRoutes(red: Red, find: FindAccount): void {
  if (!red.httpAdmin) return;
  const [read, write] = (['read', 'write'] as const).map((scope) =>
    red.auth.needsPermission(`coinbase-trading-switch.${scope}`),
  );
  if (!read || !write) return;
  const at = async (id: string | undefined): Promise<{ account: Account<Connection, Desk>; desk: Desk }> => {
    const account = find(id ?? '');
    if (!account) throw new CoinbaseError('ACCOUNT_MISSING', say('form.switchNotDeployed'));
    return { account, desk: await account.desk() };
  };
  const report = async (id: string | undefined): Promise<object> => {
    const { account, desk } = await at(id);
    const { name, environment, mode } = account;
    return { account: name, environment, mode, ...desk.view() };
  };
  red.httpAdmin.get(
    '/coinbase-trading-switch/:id/report',
    read,
    ({ params }, response) => void answerAdmin(response, () => report(params.id)),
  );
  red.httpAdmin.get(
    '/coinbase-trading-switch/:id/audit/:by/:what',
    read,
    ({ params }, response) =>
      void answerAdmin(response, async () => {
        const query = readAudit({ [params.by ?? '']: params.what });
        return { audits: (await at(params.id)).desk.audit(query) };
      }),
  );
  red.httpAdmin.post(
    '/coinbase-trading-switch/:id/state',
    write,
    ({ params, body }, response) =>
      void answerAdmin(response, async () => {
        const { state, reason } = fieldsOf(body);
        const wanted = moveTo(state, reason);
        await (await at(params.id)).desk.move(wanted.state, 'form', wanted.reason);
        return report(params.id);
      }),
  );
  red.httpAdmin.post(
    '/coinbase-trading-switch/:id/release',
    write,
    ({ params, body }, response) =>
      void answerAdmin(response, async () => {
        const clientOid = readClientOid(fieldsOf(body).client_oid);
        await (await at(params.id)).desk.release(clientOid, 'form');
        return report(params.id);
      }),
  );
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
