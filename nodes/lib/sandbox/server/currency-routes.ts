import { notFound, ok, type Reply } from './reply';
import type { Call, Route } from './route';

/** Issued by states: two decimals, and no network. Everything else counts as a coin. */
const FIAT: ReadonlySet<string> = new Set(['USD', 'EUR', 'GBP']);

/** What several clients read before they trade. No coin can be sent anywhere from here, so there are no networks. */
export function currencyJson(id: string): Record<string, unknown> {
  const step = FIAT.has(id) ? '0.01' : '0.00000001';
  return {
    id,
    name: id,
    min_size: step,
    status: 'online',
    message: '',
    max_precision: step,
    convertible_to: [],
    details: {
      type: FIAT.has(id) ? 'fiat' : 'crypto',
      symbol: null,
      network_confirmations: 0,
      sort_order: 0,
      crypto_address_link: '',
      crypto_transaction_link: '',
      push_payment_methods: [],
      group_types: [],
      display_name: id,
      processing_time_seconds: null,
      min_withdrawal_amount: null,
      max_withdrawal_amount: null,
    },
    default_network: '',
    supported_networks: [],
    display_name: id,
  };
}

function currencies({ exchange }: Call): Reply {
  return ok(exchange.currencies.map(currencyJson));
}

function currency({ exchange, params }: Call): Reply {
  const id = params['currency_id'] ?? '';
  return exchange.currencies.includes(id) ? ok(currencyJson(id)) : notFound();
}

const PUBLIC = { method: 'GET', auth: 'public', bucket: 'public' } as const;

/** Public; ccxt asks for these before anything else. */
export const currencyRoutes: readonly Route[] = [
  { ...PUBLIC, path: '/currencies', summary: 'every currency with its precision', answer: currencies },
  { ...PUBLIC, path: '/currencies/{currency_id}', summary: 'one currency', answer: currency },
];
