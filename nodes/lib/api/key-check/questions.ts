import { say, type Sentence } from '../../sentences';
import type { ApiName } from '../environments';
import { valueAt } from '../styles/reading';

type Permission = 'view' | 'trade' | 'transfer';

/** A read that tells about a permission: allowed when it is answered, denied when the API says the key may not. */
interface PermissionProbe {
  readonly permission: Permission;
  readonly path: string;
}

/** A portfolio as the proof's answer tells it; it has no name there. */
export interface BoundTo {
  readonly uuid: string;
  /** `UNDEFINED`, `DEFAULT`, `CONSUMER` or `INTX`; the empty string where nothing is told. */
  readonly type: string;
}

/** What one API can be asked about a key without changing anything: GETs alone. */
export interface KeyQuestions {
  /** The cheapest read that needs a key. */
  readonly proof: string;
  /** Whether the proof's answer is one that this API gives, where that is documented. */
  readonly isOurs?: (body: unknown) => boolean;
  /** What the proof's answer says of the key's permissions, where it does. */
  readonly told?: (body: unknown) => Readonly<Record<Permission, boolean | undefined>>;
  /** The portfolio that the key is bound to, where the proof's answer tells it. */
  readonly portfolio?: {
    readonly of: (body: unknown) => BoundTo | undefined;
    /** The read that tells the portfolios' names to a key with View. */
    readonly names: string;
  };
  readonly probes: readonly PermissionProbe[];
  /** Why the others stay unknown. */
  readonly silent: Sentence;
}

const notTold = { probes: [], silent: say('check.apiSilent') } as const;

/** Source: the APIs' references; payment methods need Transfer on Exchange, all else there that needs it changes something. */
export const questionsOf: Readonly<Record<ApiName, KeyQuestions>> = {
  exchange: {
    proof: '/users/self/verify',
    probes: [
      { permission: 'view', path: '/accounts' },
      { permission: 'transfer', path: '/payment-methods' },
    ],
    silent: say('check.onlyOrders'),
  },
  'advanced-trade': {
    proof: '/api/v3/brokerage/key_permissions',
    isOurs: (body) => flag(valueAt(body, 'can_view')) !== undefined,
    told: (body) => ({
      view: flag(valueAt(body, 'can_view')),
      trade: flag(valueAt(body, 'can_trade')),
      transfer: flag(valueAt(body, 'can_transfer')),
    }),
    portfolio: {
      of: (body) => {
        const [uuid, type] = [valueAt(body, 'portfolio_uuid'), valueAt(body, 'portfolio_type')];
        if (typeof uuid !== 'string' || uuid === '') return undefined;
        return { uuid, type: typeof type === 'string' ? type : '' };
      },
      names: '/api/v3/brokerage/portfolios',
    },
    probes: [],
    silent: say('check.answerSilent'),
  },
  'coinbase-app': { proof: '/v2/user', ...notTold },
  prime: { proof: '/v1/portfolios', ...notTold },
  international: { proof: '/api/v1/portfolios', ...notTold },
};

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
