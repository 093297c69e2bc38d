import {
  answerTo,
  checkLive,
  checkPath,
  heedsSwitch,
  type CheckedPath,
  type Connection,
  type GateQuestion,
} from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import {
  attachNode,
  propertyReader,
  registerNode,
  type Account,
  type Job,
  type NodeState,
  type Red,
} from '../lib/runtime';
import type { SignedRequestConfig } from './config';
import { answered, putAnswer, putRefusal } from './put-answer';
import { readRequest } from './read-request';
import { sendPages } from './send-pages';
import { upgrades } from './upgrades';

/** Registers the node that sends any signed request. */
export = function coinbaseSignedRequest(red: Red): void {
  registerNode(red, { type: 'coinbase-signed-request', upgrades }, function (saved) {
    const config = saved as Partial<SignedRequestConfig>;
    const properties = propertyReader(red, this, saved, 'PATH_REFUSED');

    const check = remembered(checkPath);

    attachNode<Connection, Desk>(red, this, saved, { fallback: () => 'REQUEST_REFUSED', handle });

    async function handle(job: Job, account: Account<Connection, Desk>): Promise<NodeState> {
      const { msg, facts, signal, waiting } = job;
      // One of an earlier request would be taken for this one's when no answer comes.
      delete msg.statusCode;
      const connection = await account.connection();
      const {
        request: read,
        slashAdded,
        baseAdded,
        timeoutMs,
      } = await readRequest(
        config,
        properties,
        msg,
        { origin: connection.origin, environment: account.environment },
        check,
      );
      const explained = (how: object): void => void (facts.explain = how);
      const request = config.explain === true ? { ...read, explained } : read;
      if (slashAdded) facts.slash_added = true;
      if (baseAdded !== '') facts.base_added = baseAdded;
      // Reads and cancels pass it, and need no journal.
      const trading = heedsSwitch(request.method, request.path) ? await account.tradingSwitch() : undefined;
      const gate = (path: string): void =>
        checkLive(question(request.method, path, account, config, trading?.state));
      gate(request.path);
      // Asked again once it is its turn: trading may be halted while it waits for the rate limit.
      const beforeSend = trading && { beforeSend: () => gate(request.path) };
      const options = { timeoutMs, signal, waiting, ...beforeSend };
      if (request.method === 'GET' && (config.pages === 'all' || config.pages === 'each')) {
        const checkNext = (path: string): void => gate(checkPath(path, connection.origin).path);
        return sendPages(red, config, job, connection, request, { ...options, check: checkNext });
      }
      const { response, error } = await answerTo(connection, request, options);
      if (error) return putRefusal(config, job, response, error);
      facts.attempts = response.attempts;
      putAnswer(msg, response);
      job.send(msg);
      return answered(response, undefined);
    }
  });
};

function question(
  method: string,
  path: string,
  { mode, liveOrdersAllowed }: Account<Connection, Desk>,
  { allowChanges, allowTransfers }: Partial<SignedRequestConfig>,
  trading: GateQuestion['trading'] | undefined,
): GateQuestion {
  return {
    method,
    path,
    live: mode === 'live',
    liveOrdersAllowed,
    allowChanges: allowChanges === true,
    allowTransfers: allowTransfers === true,
    ...(trading && { trading }),
  };
}

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
