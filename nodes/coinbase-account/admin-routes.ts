import { environments } from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { isLiveSentence, liveSentence } from '../lib/rules/live-sentence';
import { say } from '../lib/sentences';
import {
  answerAdmin,
  keyFingerprint,
  livePermit,
  unsetVariable,
  type Red,
  type RedNode,
} from '../lib/runtime';
import { stripEnds, unquote } from '../lib/signer/shapes';
import { checkForm, UNTOUCHED } from './check-form';
import type { DeployedAccount } from './deployed-account';
import { marketView } from './market-view';
import { placeOf } from './place';
import { productList } from './product-list';

/** Finds the deployed account of a config node's id. */
export type FindAccount = (id: string) => DeployedAccount | undefined;

/** The editor's questions about accounts. No answer holds a key, a secret or a passphrase. */
export function addAdminRoutes(red: Red, find: FindAccount): void {
  if (!red.httpAdmin) return;
  red.httpAdmin.post(
    '/coinbase-account/live-permit',
    red.auth.needsPermission('coinbase-account.write'),
    (request, response) => void answerAdmin(response, () => grantPermit(request.body, find)),
  );
  red.httpAdmin.post(
    '/coinbase-account/check',
    red.auth.needsPermission('coinbase-account.write'),
    (request, response) =>
      void answerAdmin(response, () => checkForm(request.body, { find, userDir: red.settings.userDir })),
  );
  red.httpAdmin.get(
    '/coinbase-account/:id/summary',
    red.auth.needsPermission('coinbase-account.read'),
    (request, response) => void answerAdmin(response, () => summarise(request.params.id ?? '', find)),
  );
  red.httpAdmin.get(
    '/coinbase-account/:id/products',
    red.auth.needsPermission('coinbase-account.read'),
    (request, response) => void answerAdmin(response, () => productList(find(request.params.id ?? ''))),
  );
  red.httpAdmin.get(
    '/coinbase-account/:id/market/:product',
    red.auth.needsPermission('coinbase-account.read'),
    ({ params: { id = '', product = '' } }, response) =>
      void answerAdmin(response, () => marketView(find(id), product)),
  );
}

function summarise(id: string, find: FindAccount): Promise<object> {
  const account = find(id);
  if (!account) throw new CoinbaseError('ACCOUNT_MISSING', say('form.notDeployed'));
  return account.target.summary();
}

/**
 * The permit for the key and URL in the form, for who typed the sentence. A key that the editor was not told is the
 * deployed one, and that only for the deployed URL: a deployed key says nothing about another URL.
 */
async function grantPermit(
  body: unknown,
  find: FindAccount,
): Promise<{ permit: string; fingerprint: string }> {
  const asked = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { environment, origin } = placeOf(asked.environment, asked.origin, asked.scheme);
  if (origin === undefined || environments[environment].mode !== 'live')
    throw new CoinbaseError('LIVE_ORDERS_OFF', say('form.noLive'));
  const name = typeof asked.name === 'string' && asked.name.trim() !== '' ? asked.name : environment;
  if (!isLiveSentence(asked.sentence, name))
    throw new CoinbaseError('LIVE_ORDERS_OFF', say('form.sentence', { sentence: liveSentence(name) }));
  const fingerprint = await fingerprintOf(asked, origin, find);
  return { permit: livePermit(fingerprint, origin), fingerprint };
}

function fingerprintOf(asked: Record<string, unknown>, origin: string, find: FindAccount): Promise<string> {
  const typed = typeof asked.key === 'string' ? unquote(stripEnds(asked.key)) : '';
  if (typed !== '' && typed !== UNTOUCHED) {
    if (unsetVariable(typed) === undefined) return Promise.resolve(keyFingerprint(typed));
    throw new CoinbaseError('CREDENTIAL_INVALID', say('form.liveVariable'));
  }
  const account = typeof asked.id === 'string' ? find(asked.id) : undefined;
  if (!account) throw new CoinbaseError('CREDENTIAL_INVALID', say('form.liveTyped'));
  return account.target.fingerprintAt(origin, typeof asked.keyFile === 'string' ? asked.keyFile.trim() : '');
}

/** The nodes' own registry of deployed accounts, for the routes alone. */
export function createDirectory(red: Red): {
  add(node: RedNode, account: DeployedAccount): void;
  find: FindAccount;
} {
  const deployed = new WeakMap<object, DeployedAccount>();
  return {
    add: (node, account) => void deployed.set(node, account),
    find: (id) => {
      const node = red.nodes.getNode(id);
      return node ? deployed.get(node) : undefined;
    },
  };
}
