import { randomUUID } from 'node:crypto';
import type { CoinbaseError, ErrorDetails } from '../rules/errors';
import type { ErrorCode } from '../rules/error-codes';
import type { Account, Mode } from './account';
import { errorTally } from './error-tally';
import type { Message } from './red';

/** What a failed message carries at `msg.coinbase.error`. */
export type ErrorFacts = ErrorDetails & { readonly code: ErrorCode; readonly message: string };

/** `msg.coinbase`: what a node of this package says beside its result. Plain JSON, no secret. */
export interface MessageFacts {
  environment: string;
  mode: Mode;
  /** The account's name. */
  account: string;
  /** One a message, for logs. */
  request_id: string;
  /** True for the outcome of an order from before a restart. */
  recovered: boolean;
  client_oid?: string;
  outcome?: string;
  rounding?: unknown;
  /** How many times something was sent. */
  attempts?: number;
  raw?: unknown;
  explain?: unknown;
  error?: ErrorFacts;
  [fact: string]: unknown;
}

/** What is known before anything was done, with or without an account. */
export function newFacts(account: Account<unknown> | undefined): MessageFacts {
  return {
    environment: account?.environment ?? '',
    mode: account?.mode ?? 'paper',
    account: account?.name ?? '',
    request_id: randomUUID(),
    recovered: false,
  };
}

export function errorFacts({ details, code, message }: CoinbaseError): ErrorFacts {
  return { ...details, code, message };
}

/** Puts an error's facts on the message that goes to Catch. */
export function describeError(msg: Message, facts: MessageFacts, error: CoinbaseError): void {
  facts.error = errorFacts(error);
  errorTally.count(error.code);
  const { attempts } = error.details;
  if (typeof attempts === 'number') facts.attempts = attempts;
  msg.coinbase = facts;
  if (error.details.status !== undefined) msg.statusCode = error.details.status;
}
