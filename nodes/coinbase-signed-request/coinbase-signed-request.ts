import {
  checkLive,
  checkPath,
  refusal,
  styleOf,
  type CheckedPath,
  type Connection,
  type RawResponse,
} from '../lib/api';
import { attachNode, propertyReader, type Account, type Job, type NodeState, type Red } from '../lib/runtime';
import type { SignedRequestConfig } from './config';
import { marked } from './header-mark';
import { readRequest } from './read-request';

/** Registers the node that sends any signed request. */
export = function coinbaseSignedRequest(red: Red): void {
  red.nodes.registerType('coinbase-signed-request', function (saved) {
    red.nodes.createNode(this, saved);
    const config = saved as Partial<SignedRequestConfig>;
    const properties = propertyReader(red, this, saved, 'PATH_REFUSED');

    const check = remembered(checkPath);

    attachNode<Connection>(red, this, saved, { fallback: () => 'REQUEST_REFUSED', handle });

    async function handle(job: Job, account: Account<Connection>): Promise<NodeState> {
      const { msg, facts, signal } = job;
      const connection = await account.connection();
      const { request, slashAdded, timeoutMs } = await readRequest(
        config,
        properties,
        msg,
        connection.origin,
        check,
      );
      if (slashAdded) facts.slash_added = true;
      checkLive({
        method: request.method,
        path: request.path,
        live: account.mode === 'live',
        liveOrdersAllowed: account.liveOrdersAllowed,
        allowChanges: config.allowChanges === true,
        allowTransfers: config.allowTransfers === true,
      });
      if (config.explain === true) facts.explain = await account.explain(request);
      const response = await connection.request(request, { timeoutMs, signal });
      facts.attempts = response.attempts;
      putAnswer(msg, response);
      const error = refusal(response, request, styleOf(connection.api, request.path).words);
      if (error && config.sendRefusals !== true) throw error;
      if (error) facts.error = { ...error.details, code: error.code, message: error.message };
      job.send(msg);
      return {
        kind: error ? 'attention' : 'well',
        key: 'answered',
        values: { status: response.status },
        facts: { statusCode: response.status },
      };
    }
  });
};

/** Most nodes ask for one path again and again: the last answer is kept. A refusal is not. */
function remembered(check: typeof checkPath): typeof checkPath {
  let last: { readonly text: unknown; readonly origin: string; readonly answer: CheckedPath } | undefined;
  return (text, origin) => {
    if (last && last.text === text && last.origin === origin) return last.answer;
    const answer = check(text, origin);
    last = { text, origin, answer };
    return answer;
  };
}

/** The HTTP Request node's properties, so that a flow can swap the nodes. */
function putAnswer(msg: Job['msg'], response: RawResponse): void {
  msg.payload = response.body ?? null;
  msg.statusCode = response.status;
  msg.headers = marked(response.headers);
}
