import { type Units, unitsFixed, unitsText } from '../../engine';
import { isAllowed } from '../authenticate';
import { isoTime } from '../clock';
import { canonicalUuid } from '../order-name';
import type { PaperExchange } from '../paper-exchange';
import type { Profile } from '../profiles';
import { ok, type Reply } from '../reply';
import type { Call, Route } from '../route';
import { answering, denied, notThere } from './answers';
import { FOREIGN_PORTFOLIO } from './create-order';
import { isForeign } from './order-entry';
import { cut } from './order-list';
import { portfolioBreakdown } from './portfolio';
import { moneyJson } from './wire';

/** Rows of a page at most, and where no limit is given. */
const MOST_ACCOUNTS = 250;
const USUAL_ACCOUNTS = 49;

const FIAT = new Set(['USD', 'EUR', 'GBP']);

function accountJson({ exchange, profile }: Call, currency: string): Record<string, unknown> {
  const { total, hold } = exchange.engine.balance(profile, currency);
  const since = isoTime(exchange.startedAt);
  return {
    uuid: exchange.accountId(profile, currency),
    name: `${currency} Wallet`,
    currency,
    available_balance: moneyJson(total - hold, currency),
    default: true,
    active: true,
    created_at: since,
    updated_at: since,
    deleted_at: null,
    type: FIAT.has(currency) ? 'ACCOUNT_TYPE_FIAT' : 'ACCOUNT_TYPE_CRYPTO',
    ready: true,
    hold: moneyJson(hold, currency),
    retail_portfolio_id: profile,
    platform: 'ACCOUNT_PLATFORM_CONSUMER',
  };
}

function accounts(call: Call): Reply {
  const { exchange, profile, query } = call;
  if (isForeign(query.get('retail_portfolio_id'), call)) return denied(FOREIGN_PORTFOLIO);
  const idOf = (currency: string): string => exchange.accountId(profile, currency);
  const { rows, cursor } = cut(exchange.currencies, query, USUAL_ACCOUNTS, idOf, MOST_ACCOUNTS);
  const shown = rows.map((currency) => accountJson(call, currency));
  return ok({ accounts: shown, has_next: cursor !== '', cursor, size: shown.length });
}

function account(call: Call): Reply {
  const { exchange, profile, params } = call;
  const id = canonicalUuid(params['account_uuid'] ?? '');
  const currency = exchange.currencies.find((one) => exchange.accountId(profile, one) === id);
  return currency === undefined
    ? notThere('account not found')
    : ok({ account: accountJson(call, currency) });
}

/** The default profile is the default portfolio. */
function portfolioType({ id }: Pick<Profile, 'id'>, exchange: PaperExchange): 'DEFAULT' | 'CONSUMER' {
  return id === exchange.profile ? 'DEFAULT' : 'CONSUMER';
}

function portfolioJson(profile: Profile, exchange: PaperExchange): Record<string, unknown> {
  const { id: uuid, name } = profile;
  return { name, uuid, type: portfolioType(profile, exchange), deleted: false };
}

function portfolios({ exchange, query }: Call): Reply {
  const type = query.get('portfolio_type') ?? '';
  const all = exchange.profiles.map((profile) => portfolioJson(profile, exchange));
  const isAll = type === '' || type === 'UNDEFINED';
  return ok({ portfolios: isAll ? all : all.filter((one) => one['type'] === type) });
}

/** A key sees its own portfolio alone. */
function portfolio({ exchange, profile, params }: Call): Reply {
  const id = canonicalUuid(params['portfolio_uuid'] ?? '');
  const found = exchange.profiles.find((one) => one.id === id);
  if (!found) return notThere('portfolio not found');
  if (found.id !== profile) return denied(FOREIGN_PORTFOLIO);
  return ok({
    breakdown: { portfolio: portfolioJson(found, exchange), ...portfolioBreakdown(exchange, profile) },
  });
}

/** At least three decimals, as in `0.006`. */
function rateText(rate: Units): string {
  const text = unitsText(rate);
  return text.length < 5 ? unitsFixed(rate, 8).slice(0, 5) : text;
}

/** Volumes since the sandbox started, of products in dollars; unlike elsewhere JSON numbers. */
function transactionSummary({ exchange, profile }: Call): Reply {
  const { makerFee, takerFee } = exchange.settings;
  let fees = 0n;
  for (const fill of exchange.engine.fills(profile)) if (fill.productId.endsWith('-USD')) fees += fill.fee;
  const volume = Number(unitsText(exchange.usdVolume(profile)));
  const paid = Number(unitsText(fees));
  return ok({
    total_volume: volume,
    total_fees: paid,
    fee_tier: {
      pricing_tier: 'Sandbox',
      usd_from: '0',
      usd_to: '',
      taker_fee_rate: rateText(takerFee),
      maker_fee_rate: rateText(makerFee),
      aop_from: '',
      aop_to: '',
    },
    margin_rate: null,
    goods_and_services_tax: null,
    advanced_trade_only_volumes: volume,
    advanced_trade_only_fees: paid,
    coinbase_pro_volume: 0,
    coinbase_pro_fees: 0,
    total_balance: '',
    has_promo_fee: false,
  });
}

function keyPermissions({ exchange, profile, permissions }: Call): Reply {
  return ok({
    can_view: isAllowed({ permissions }, 'view'),
    can_trade: permissions.has('trade'),
    can_transfer: permissions.has('transfer'),
    portfolio_uuid: profile,
    portfolio_type: portfolioType({ id: profile }, exchange),
  });
}

const READ = { method: 'GET', auth: 'view', bucket: 'advanced-private' } as const;

/** The key's own balances, portfolios, fees and permissions. */
export const accountRoutes: readonly Route[] = [
  { ...READ, path: '/accounts', summary: 'balances and holds, in pages', answer: answering(accounts) },
  { ...READ, path: '/accounts/{account_uuid}', summary: 'one balance', answer: account },
  { ...READ, path: '/portfolios', summary: 'the portfolios of the keys', answer: portfolios },
  {
    ...READ,
    path: '/portfolios/{portfolio_uuid}',
    summary: "what the key's portfolio holds and is worth in dollars",
    answer: portfolio,
  },
  {
    ...READ,
    path: '/transaction_summary',
    summary: 'fee rates, volume and fees since the sandbox started',
    answer: transactionSummary,
  },
  {
    ...READ,
    path: '/key_permissions',
    summary: 'what the key may do, and its portfolio',
    answer: keyPermissions,
  },
];
