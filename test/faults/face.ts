import type { EnvironmentName } from '../../nodes/lib/api';
import type { ErrorCode } from '../../nodes/lib/rules/error-codes';
import type { SandboxCdpKeys, SandboxKey } from '../../nodes/lib/sandbox';
import { createCredential, type Credential } from '../../nodes/lib/signer';
import { advancedTradeKinds, advancedTradeRefusals } from './advanced-trade-kinds';
import { inCircle, isInCircle, isList, without } from './advanced-trade-list';
import { exchangeKinds } from './exchange-kinds';
import type { Kind, Purpose } from './kind';

/** The key of either face; of the CDP keys the P-256 one where nothing is said. */
type SandboxKeys = SandboxKey & { readonly cdp: SandboxCdpKeys; readonly cdpKey?: keyof SandboxCdpKeys };

/** ES256 for every other seed, EdDSA for those between. */
export const cdpKeyOf = (seed: number): keyof SandboxCdpKeys => (seed % 2 === 0 ? 'ecdsa' : 'ed25519');

/** What a client needs: an origin, and the key of either face. */
export type Access = { readonly origin: string } & SandboxKeys;

export type FaceName = 'exchange' | 'advanced-trade';

/** How the rig understands one API of the exchange at its door. */
export interface Face {
  readonly environment: EnvironmentName;
  /** The key as a person types it into a form. */
  readonly typed: (key: SandboxKeys) => SandboxKey;
  readonly credential: (key: SandboxKeys) => Credential;
  readonly purpose: (method: string, path: string) => Purpose;
  /** What an order that comes to the door is about. */
  readonly readOrder: (body: string) => DoorOrder;
  /** A path of one order: the exchange's id, or ours behind `client:`. */
  readonly orderIn: RegExp;
  /** An order whose answer was lost may come again under the same client order id. */
  readonly repeatable: boolean;
  /** Faults of this API alone. */
  readonly kinds: readonly Kind[];
  /** Bodies among them after which an order is not sent again, and what each is told as. */
  readonly refusals: ReadonlyMap<string, ErrorCode>;
  /** Body of the 404 for an order that the exchange does not find yet. */
  readonly notFound: string;
  /** Of an API where our own id is found in a list only. */
  readonly list?: OrderList;
}

/** What can be missing in a list of orders. */
export interface OrderList {
  readonly without: typeof without;
  readonly isInCircle: (path: string) => boolean;
  readonly inCircle: (body: string) => string;
}

export interface DoorOrder {
  readonly clientOid: string;
  readonly product_id: string;
  readonly side: string;
  readonly amount: string;
}

type Fields = Readonly<Record<string, string | undefined>>;

const PREFIX = '/api/v3/brokerage';

/** A credential that the signer takes, or this rig is broken. */
function made(given: Parameters<typeof createCredential>[0]): Credential {
  const result = createCredential(given);
  if (!result.ok) throw new Error("the sandbox's own key is not usable");
  return result.credential;
}

export const faces: Readonly<Record<FaceName, Face>> = {
  exchange: {
    environment: 'local-sandbox',
    typed: (keys) => keys,
    credential: ({ key, secret, passphrase }) => made({ scheme: 'exchange', key, secret, passphrase }),
    purpose: (method) => (method === 'POST' ? 'order' : method === 'DELETE' ? 'cancel' : 'read'),
    readOrder: (body) => {
      const { client_oid, product_id, side, size, funds } = JSON.parse(body) as Fields;
      const amount = size ?? funds ?? '';
      return { clientOid: client_oid ?? '', product_id: product_id ?? '', side: side ?? '', amount };
    },
    orderIn: /^\/orders\/(client:)?([0-9a-f-]{36})/,
    repeatable: false,
    kinds: exchangeKinds,
    refusals: new Map(),
    notFound: '{"message":"NotFound"}',
  },
  'advanced-trade': {
    environment: 'local-sandbox-advanced-trade',
    typed: ({ cdp, cdpKey = 'ecdsa' }) => ({
      key: cdp[cdpKey].name,
      secret: cdp[cdpKey].privateKey,
      passphrase: '',
    }),
    credential: ({ cdp, cdpKey = 'ecdsa' }) =>
      made({ scheme: 'cdp', key: cdp[cdpKey].name, secret: cdp[cdpKey].privateKey }),
    purpose: (method, path) => {
      if (method !== 'POST') return isList(path) ? 'list' : 'read';
      return path === `${PREFIX}/orders`
        ? 'order'
        : path === `${PREFIX}/orders/batch_cancel`
          ? 'cancel'
          : 'read';
    },
    readOrder: (body) => {
      const order = JSON.parse(body) as Fields & {
        readonly order_configuration: Readonly<Record<string, Fields>>;
      };
      const [fields = {}] = Object.values(order.order_configuration);
      return {
        clientOid: order['client_order_id'] ?? '',
        product_id: order['product_id'] ?? '',
        side: (order['side'] ?? '').toLowerCase(),
        amount: fields['base_size'] ?? fields['quote_size'] ?? '',
      };
    },
    orderIn: /^\/api\/v3\/brokerage\/orders\/historical\/(client:)?([0-9a-f-]{36})/,
    repeatable: true,
    kinds: advancedTradeKinds,
    refusals: advancedTradeRefusals,
    notFound: JSON.stringify({
      error: 'unknown',
      error_details: 'order with this orderID was not found',
      message: 'order with this orderID was not found',
    }),
    list: { without, isInCircle, inCircle: (body) => inCircle(body) },
  },
};

/** @throws RangeError for another name. */
export function faceNamed(name: string = 'exchange'): FaceName {
  if (Object.hasOwn(faces, name)) return name as FaceName;
  throw new RangeError(`--api is one of ${Object.keys(faces).join(', ')}`);
}
