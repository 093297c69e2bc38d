import type { RawResponse } from '../lib/api';
import type { CoinbaseError } from '../lib/rules/errors';
import type { Job, NodeState } from '../lib/runtime';
import type { SignedRequestConfig } from './config';
import { marked } from './header-mark';

/** The HTTP Request node's properties, so that a flow can swap the nodes. */
export function putAnswer(msg: Job['msg'], response: RawResponse): void {
  msg.payload = response.body ?? null;
  msg.statusCode = response.status;
  msg.headers = marked(response.headers);
}

/** A refusal goes to Catch, or on as an ordinary message where the form says so. @throws the error for Catch. */
export function putRefusal(
  config: Partial<SignedRequestConfig>,
  { msg, facts, send }: Job,
  response: RawResponse,
  error: CoinbaseError,
): NodeState {
  facts.attempts = response.attempts;
  putAnswer(msg, response);
  if (config.sendRefusals !== true) throw error;
  facts.error = { ...error.details, code: error.code, message: error.message };
  send(msg);
  return answered(response, error);
}

export function answered({ status }: RawResponse, error: CoinbaseError | undefined): NodeState {
  return {
    kind: error ? 'attention' : 'well',
    key: 'answered',
    values: { status },
    facts: { statusCode: status },
  };
}
