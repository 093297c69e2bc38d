import { readPages, type Connection, type ListPage, type PageOptions, type RawRequest } from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { shown } from '../lib/rules/shapes';
import type { Job, NodeState, Red } from '../lib/runtime';
import { answered, putAnswer, putRefusal } from './put-answer';
import type { SignedRequestConfig } from './config';

export const DEFAULT_MOST_PAGES = 10;
const MOST_PAGES = 1000;
/** Rows of one array; a longer list goes page by page. */
const MOST_ROWS = 100_000;

/** What is known of a list while its pages come in; also on the message when it breaks off. */
interface Progress {
  pages: number;
  rows: number;
  /** Messages that were sent on. */
  delivered: number;
}

/**
 * Reads the pages of a list and sends them on: all rows as one array, or one message a page as a sequence. On an error
 * `msg.coinbase` and the text tell how many pages had been read and how many were delivered.
 */
export async function sendPages(
  red: Red,
  config: Partial<SignedRequestConfig>,
  job: Job,
  connection: Connection,
  request: RawRequest,
  options: Omit<PageOptions, 'mostPages'>,
): Promise<NodeState> {
  const progress: Progress = { pages: 0, rows: 0, delivered: 0 };
  const pages = readPages(connection, request, { ...options, mostPages: mostPagesOf(config) });
  const take = config.pages === 'each' ? sendEach : sendAll;
  try {
    return await take(red, config, job, pages, progress);
  } catch (thrown) {
    if (!(thrown instanceof CoinbaseError) || progress.pages === 0) throw thrown;
    Object.assign(job.facts, progress);
    throw new CoinbaseError(thrown.code, `${thrown.why}; ${whatCame(progress)}`, {
      ...thrown.details,
      ...progress,
    });
  }
}

type Take = (
  red: Red,
  config: Partial<SignedRequestConfig>,
  job: Job,
  pages: AsyncIterable<ListPage>,
  progress: Progress,
) => Promise<NodeState>;

const sendAll: Take = async (_red, config, job, pages, progress) => {
  const rows: unknown[] = [];
  let last: ListPage | undefined;
  for await (const page of pages) {
    if (page.error) return putPageRefusal(config, job, page.response, page.error, progress);
    last = page;
    progress.pages += 1;
    for (const row of page.items ?? []) rows.push(row);
    progress.rows = rows.length;
    if (rows.length >= MOST_ROWS) break;
  }
  if (!last) throw new CoinbaseError('RESPONSE_EMPTY', 'there was no page');
  putAnswer(job.msg, last.response);
  // What is no list stays as it was answered.
  if (last.items || progress.pages > 1) job.msg.payload = rows;
  job.facts.attempts = last.response.attempts;
  Object.assign(job.facts, { pages: progress.pages, rows: rows.length, more: last.more });
  job.send(job.msg);
  return listed(last, progress);
};

const sendEach: Take = async (red, config, job, pages, progress) => {
  const id = red.util.generateId();
  let len = 0;
  let last: ListPage | undefined;
  for await (const page of pages) {
    if (page.error) return putPageRefusal(config, job, page.response, page.error, progress);
    last = page;
    const one = red.util.cloneMessage(job.msg);
    putAnswer(one, page.response);
    if (page.items) one.payload = page.items;
    // A Join node takes rows of several pages for one array where each part may hold more than one.
    len ||= Math.max(2, page.items?.length ?? 0);
    one.parts = {
      id,
      type: 'array',
      index: progress.pages,
      len,
      // How many there are is known with the last one, as in Node-RED's own streams.
      ...(page.last && { count: progress.pages + 1 }),
      ...(job.msg.parts !== undefined && { parts: job.msg.parts }),
    };
    progress.pages += 1;
    progress.rows += page.items?.length ?? 0;
    Object.assign(job.facts, { attempts: page.response.attempts, page: progress.pages, more: page.more });
    job.send(one);
    progress.delivered += 1;
  }
  if (!last) throw new CoinbaseError('RESPONSE_EMPTY', 'there was no page');
  return listed(last, progress);
};

/** As of any request; a refusal that goes on as a message tells as well what had come before it. */
function putPageRefusal(
  config: Partial<SignedRequestConfig>,
  job: Job,
  response: ListPage['response'],
  error: CoinbaseError,
  progress: Progress,
): NodeState {
  if (progress.pages > 0) Object.assign(job.facts, progress);
  return putRefusal(config, job, response, error);
}

/** `more` is worth a look: what came is not all there is. */
function listed({ response, more }: ListPage, { pages, rows }: Progress): NodeState {
  if (pages === 1 && !more) return answered(response, undefined);
  return {
    kind: more ? 'attention' : 'well',
    key: more ? 'pagesMore' : 'pages',
    values: { pages, rows },
    facts: { statusCode: response.status, pages, rows, more },
  };
}

function whatCame({ pages, delivered }: Progress): string {
  const read = pages === 1 ? '1 page had been read' : `${pages} pages had been read`;
  return `${read} before it, ${delivered === 0 ? 'none' : delivered} of them sent on`;
}

/** @throws CoinbaseError PATH_REFUSED for a form that holds no number of pages. */
function mostPagesOf({ mostPages }: Partial<SignedRequestConfig>): number {
  const given: unknown = mostPages;
  if (given === undefined || given === null || given === '') return DEFAULT_MOST_PAGES;
  const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_PAGES) return count;
  throw new CoinbaseError(
    'PATH_REFUSED',
    `the most pages are ${shown(given)}; give a whole number from 1 to ${MOST_PAGES}`,
    { field: 'mostPages' },
  );
}
