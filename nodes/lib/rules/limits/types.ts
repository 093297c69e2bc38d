import type { Side } from '../orders';

/** Each limit's name, as refusals carry it in `details.rule`. Design: limits belong to (origin, key). */
export const limitNames = [
  'allowedProducts',
  'allowedSides',
  'maxOrderValue',
  'maxOrderSize',
  'maxDailyValue',
  'maxDailyLoss',
  'maxPosition',
  'maxOpenOrders',
  'maxOrdersPerMinute',
  'maxOrdersPerDay',
  'cooldown',
  'duplicateWindow',
  'priceCollar',
  'staleMarketData',
] as const;

export type LimitName = (typeof limitNames)[number];

/**
 * The form's properties of the same names, as saved in the flow: text. Absent (an account from before there were
 * limits): the environment's defaults. Empty: a person took that limit away.
 */
export type LimitFields = { readonly [name in LimitName | 'timeZone']?: string };

/**
 * An amount of quote currency: plain decimal text for each product's own, or by currency: `{ USD: '100', EUR: '90' }`. A
 * quote currency that is not in the list is not allowed at all: 100 would mean something else in BTC.
 */
export type QuoteLimit = string | Readonly<Record<string, string>>;

/** Limits as they are checked; an absent one does not limit. Amounts are plain decimal text above 0. */
export interface LimitSettings {
  readonly allowedProducts?: readonly string[];
  readonly allowedSides?: readonly Side[];
  /** One order, in its product's quote currency, fee not included. */
  readonly maxOrderValue?: QuoteLimit;
  /** One order, by base currency: `{ BTC: '0.01' }`; a currency that is not named is not limited. */
  readonly maxOrderSize?: Readonly<Record<string, string>>;
  /** Of a day's orders, by their product's quote currency: what they were for, less what was not filled in the end. */
  readonly maxDailyValue?: QuoteLimit;
  /**
   * Realised since midnight, first in first out over the account's own fills, fees included; each quote currency for
   * itself. Orders on their way count with the loss that they can make at worst; once it is reached, nothing passes. Seen
   * are the products that orders were placed for here, up to 2,000 fills back; coins whose purchase is not among them
   * count with the fee of their sale alone.
   */
  readonly maxDailyLoss?: QuoteLimit;
  /** Most of a currency after the order: balance, what open orders would add, and the order itself. */
  readonly maxPosition?: Readonly<Record<string, string>>;
  /** Orders that wait in the book or for their stop, whoever placed them; market, IOC and FOK orders never wait. */
  readonly maxOpenOrders?: number;
  readonly maxOrdersPerMinute?: number;
  readonly maxOrdersPerDay?: number;
  /** Milliseconds between two orders of one product and side. */
  readonly cooldownMs?: number;
  /** Milliseconds in which the same product, side, amount and price is not ordered again. */
  readonly duplicateWindowMs?: number;
  /**
   * Largest distance of a price from the market, either way, percent: a limit price from the ask (buy) or bid (sell), a
   * stop price from the market and its limit price from the stop price, and for a market order the ask or bid from the
   * last trade.
   */
  readonly priceCollar?: string;
  /** Oldest last trade of the product, by the exchange's own time, with which an order is placed; milliseconds. */
  readonly staleMarketDataMs?: number;
  /** IANA name in which a day begins; UTC when not chosen. */
  readonly timeZone: string;
}

/** What one limit said of one order. Plain JSON: it is kept in the journal and shown by the audit. */
export interface LimitVerdict {
  readonly rule: LimitName;
  readonly ok: boolean;
  /** The limit, as a person reads it: `100 USD`. */
  readonly limit: string;
  /** What the order would have made of it: `125.5 USD`; `unknown` where a figure could not be had fresh. */
  readonly value: string;
  /** Why it is unknown, or what else helps to understand. */
  readonly why?: string;
}

/** How much of a limit is used up now. */
export interface LimitUse {
  readonly rule: LimitName;
  readonly limit: string;
  readonly used: string;
  /** What it counts for, where it counts apart: a currency or a product. */
  readonly of?: string;
}
