import { type RunningNodeRed, startNodeRed } from '../flows/node-red';
import type { ErrorCode } from '../../nodes/lib/rules/error-codes';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import type { DeskPlacement } from '../../nodes/lib/placement/desk';
import { type Ask, askOf, markOfAsk } from './asks';
import type { Campaign } from './campaign';
import { findViolations, messageOf } from './checker';
import { NODE } from './desk-parts';
import { standings } from './exchange-record';
import { type FaceName, faces } from './face';
import { redCredentials, redFlow, type Seen } from './red-flow';
import { type Rig, startRig } from './rig';
import { createScaledClock } from './scaled-clock';
import type { Call, Story } from './story';

export interface RedOptions {
  readonly seed: number;
  readonly faults: number;
  readonly inFlight: number;
  readonly face: FaceName;
}

const RATES = { order: 75, cancel: 40, read: 15 } as const;
/** Deploys while orders are under way. */
const DEPLOY_EVERY = 200;
/** Longest wait for everything to be told, milliseconds: past the longest life of a token, and a look at it after that. */
const QUIET_MS = 240_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Messages through the place-order nodes of a real Node-RED 4 while everything goes wrong, in real time. */
export async function runInNodeRed(options: RedOptions): Promise<Campaign> {
  const { seed, face } = options;
  const started = performance.now();
  const clock = createScaledClock(1);
  const rig = await startRig({ seed, clock, face, rates: RATES });
  const { access } = rig;
  let red: RunningNodeRed | undefined;
  try {
    red = await startNodeRed({
      version: 4,
      flows: redFlow(face, access.origin),
      credentials: redCredentials(face, access),
    });
    const calls = await askUntil(red, rig, options);
    rig.plan.calm = true;
    const seen = await quiet(red, calls);
    const story = tellStory(calls, seen, rig);
    const { record, plan } = rig;
    const evidence = {
      record,
      standings: standings(rig.sandbox),
      arrivals: plan.arrivals,
      story,
      face: faces[face],
    };
    const none = { count: 0, p50: 0, p99: 0 };
    return {
      faults: plan.done,
      total: plan.total,
      asks: new Set(calls.map(({ ask }) => ask)).size,
      messages: calls.length,
      taken: record.taken.length,
      settling: { reachable: none, found: none, absent: none, open: 0 },
      violations: findViolations(evidence),
      realSeconds: (performance.now() - started) / 1000,
      latestMs: clock.latestMs,
    };
  } finally {
    await red?.stop();
    await rig.close();
  }
}

/** Sends messages, some of them more than once, and deploys now and then, until there were enough faults. */
async function askUntil(red: RunningNodeRed, { plan, access }: Rig, options: RedOptions): Promise<Call[]> {
  const calls: Call[] = [];
  let revision = 0;
  for (let number = 0; plan.total < options.faults; number += 1) {
    const ask = askOf(options.seed, number);
    for (let copy = 0; copy <= Math.min(ask.again.length, 1); copy += 1) await send(red, ask, calls);
    const answered = new Set((await told(red)).map(({ call }) => call));
    while (calls.length - answered.size > options.inFlight && plan.total < options.faults) {
      await pause(250);
      for (const { call } of await told(red)) answered.add(call);
    }
    if (number % DEPLOY_EVERY === DEPLOY_EVERY - 1) {
      for (const call of calls) if (!answered.has(calls.indexOf(call))) call.interrupted = true;
      await red.deploy(
        redFlow(options.face, access.origin, (revision += 1)),
        revision % 2 === 0 ? 'full' : 'nodes',
      );
    }
  }
  return calls;
}

async function send(red: RunningNodeRed, ask: Ask, calls: Call[]): Promise<void> {
  const { product_id, side, type, amount, ...rest } = ask.asked;
  const size = amount.unit === 'quote' ? { funds: amount.value } : { size: amount.value };
  const order = { product_id, side, type, ...size, ...rest };
  const call = calls.push({ ask, conflict: false, halted: false, answers: 0 }) - 1;
  await fetch(`${red.url}/${ask.options.waitFor ?? 'accepted'}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ call, order, key: ask.key ?? `call ${call}` }),
  }).then((response) => response.arrayBuffer());
}

async function told(red: RunningNodeRed): Promise<readonly Seen[]> {
  return (await (await fetch(`${red.url}/told`)).json()) as Seen[];
}

/** What was told once nothing is left to tell. */
async function quiet(red: RunningNodeRed, calls: readonly Call[]): Promise<readonly Seen[]> {
  const until = performance.now() + QUIET_MS;
  for (;;) {
    const seen = await told(red);
    const done = new Set(seen.map(({ call }) => call));
    const unresolved = seen.filter(isUnresolved).length;
    const late = seen.filter(({ coinbase }) => coinbase?.['recovered'] === true).length;
    const over =
      calls.every((call, index) => call.interrupted === true || done.has(index)) && late >= unresolved;
    if (over || performance.now() > until) return seen;
    await pause(500);
  }
}

const isUnresolved = ({ error, coinbase }: Seen): boolean =>
  coinbase?.['recovered'] !== true && codeOf(error) === 'ORDER_UNRESOLVED';

/** The story as the checker wants it: from what left the nodes, with one `done` for each message counted. */
function tellStory(calls: Call[], seen: readonly Seen[], { plan }: Rig): Story {
  const story: Story = { calls, cancels: [], recovered: [] };
  const askOfMark = new Map(calls.map(({ ask }) => [markOfAsk(ask.asked), ask]));
  for (const one of seen) {
    const oid = oidOf(one);
    if (one.coinbase?.['recovered'] === true) {
      const mark = plan.arrivals.find(({ clientOid }) => clientOid === oid)?.mark ?? '';
      const ask = askOfMark.get(mark);
      const message = ask ? messageOf(ask) : `order ${oid} of no message`;
      const result = resultOf(one);
      if (result) story.recovered.push({ node: NODE, message, client_oid: oid, result });
      continue;
    }
    const call = one.call === undefined ? undefined : calls[one.call];
    if (!call) continue;
    if (one.event === 'completed' || one.event === 'failed') call.answers += 1;
    const result = resultOf(one);
    if (result) call.result = result;
  }
  return story;
}

function resultOf({ event, payload, coinbase = {}, error }: Seen): DeskPlacement | CoinbaseError | undefined {
  if (event === 'completed') return undefined;
  const client_oid = oidOf({ coinbase });
  if (event === 'failed')
    return new CoinbaseError(codeOf(error) as ErrorCode, error?.message ?? '', { client_oid });
  return {
    outcome: coinbase['outcome'] as DeskPlacement['outcome'],
    order: payload as DeskPlacement['order'],
    client_oid,
    attempts: Number(coinbase['attempts'] ?? 1),
    found: coinbase['found'] === true,
    raw: undefined,
    repeated: coinbase['repeated'] === true,
  };
}

function oidOf({ coinbase }: Pick<Seen, 'coinbase'>): string {
  const oid = coinbase?.['client_oid'];
  return typeof oid === 'string' ? oid : '';
}

const codeOf = (error: Seen['error']): string => error?.code ?? 'NETWORK';
