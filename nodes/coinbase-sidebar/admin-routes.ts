import { candleSizes } from '../lib/rules/market-data';
import { CoinbaseError } from '../lib/rules/errors';
import { isPlainObject, isProductId, uuidText } from '../lib/rules/shapes';
import { say } from '../lib/sentences';
import { answerAdmin, type Red } from '../lib/runtime';
import { acts } from './acts';
import type { Diagnostics } from './diagnostics';
import { diagnosticsText } from './diagnostics-text';
import type { Lookout, OneAccount, Wanted } from './look';

export interface RouteParts {
  readonly deployed: () => readonly OneAccount[];
  readonly lookout: Lookout;
  readonly diagnostics: () => Promise<Diagnostics>;
}

/** What the sidebar asks. Whoever may only read sees everything and changes nothing. No answer holds a secret. */
export function addAdminRoutes(red: Red, { deployed, lookout, diagnostics }: RouteParts): void {
  const { httpAdmin } = red;
  if (!httpAdmin) return;
  const at = (id: string | undefined): OneAccount['account'] => {
    const found = deployed().find((one) => one.id === id);
    if (found) return found.account;
    throw new CoinbaseError('ACCOUNT_MISSING', say('form.notDeployed'));
  };
  const read = red.auth.needsPermission('coinbase-sidebar.read');
  httpAdmin.get(
    '/coinbase-sidebar/accounts',
    read,
    ({ query }, response) => void answerAdmin(response, () => lookout.look(wantedOf(undefined, query))),
  );
  httpAdmin.get(
    '/coinbase-sidebar/accounts/:id',
    read,
    ({ params, query }, response) =>
      void answerAdmin(response, () => lookout.look(wantedOf(params.id, query))),
  );
  httpAdmin.get(
    '/coinbase-sidebar/accounts/:id/audit/:oid',
    read,
    ({ params }, response) =>
      void answerAdmin(response, async () => {
        const client_oid = uuidText(params.oid);
        if (client_oid === undefined)
          throw new RangeError('an audit is asked for by client order id, a UUID');
        const account = at(params.id);
        const [audit] = account.inUse ? (await account.desk()).audit({ client_oid }) : [];
        return { records: audit?.records ?? [] };
      }),
  );
  httpAdmin.get(
    '/coinbase-sidebar/diagnostics',
    read,
    (_request, response) =>
      void answerAdmin(response, async () => ({ report: diagnosticsText(await diagnostics()) })),
  );
  for (const [name, act] of Object.entries(acts))
    httpAdmin.post(
      `/coinbase-sidebar/accounts/:id/${name}`,
      red.auth.needsPermission('coinbase-sidebar.write'),
      ({ params, body }, response) =>
        void answerAdmin(response, async () => {
          const account = at(params.id);
          try {
            return await act(account, isPlainObject(body) ? body : {});
          } finally {
            lookout.expire(account);
          }
        }),
    );
}

/** What cannot be read is as if it had not been asked for. */
function wantedOf(id: string | undefined, query: Readonly<Record<string, unknown>>): Wanted {
  const { product, size, since } = query;
  return {
    ...(id !== undefined && { id }),
    ...(isProductId(product) && { product }),
    size: candleSizes.find((one) => String(one) === size) ?? 60,
    ...(typeof since === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(since) && { since }),
  };
}
