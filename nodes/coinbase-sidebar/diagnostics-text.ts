import type { HeardFeed } from '../lib/api';
import type { AccountFacts, Diagnostics } from './diagnostics';

/** The diagnostics as Markdown, in English: it is for those who mend the package. */
export function diagnosticsText({ versions, accounts, nodes, errors }: Diagnostics): string {
  return [
    '### Diagnostics of @redtrade/node-red-coinbase',
    '',
    table(
      ['package', 'Node-RED', 'Node.js', 'system'],
      [[versions.package, versions.nodeRed, versions.node, versions.system]],
    ),
    ...section('Accounts', table(ACCOUNT_HEADS, accounts.map(accountRow))),
    ...section('Limits', list(accounts.map(limitsLine))),
    ...section('Feeds', list(accounts.flatMap(feedLines))),
    ...section('Sandboxes', list(accounts.flatMap(sandboxLine))),
    ...section(
      'Nodes',
      table(
        ['type', 'form version', 'count'],
        nodes.map(({ type, version, count }) => [type, version, String(count)]),
      ),
    ),
    ...section(
      'Errors since Node-RED started, the last one first',
      table(
        ['code', 'count', 'last'],
        errors.map(({ code, count, last }) => [code, String(count), last]),
      ),
    ),
    '',
  ].join('\n');
}

const ACCOUNT_HEADS = [
  '#',
  'environment',
  'API',
  'money',
  'state',
  'clock ahead',
  'live orders',
  'switch',
  'journal',
  'unresolved',
];

function accountRow(account: AccountFacts, index: number): readonly string[] {
  const { environment, api, mode, state, problem, liveOrders, open } = account;
  const desk = open?.desk;
  return [
    String(index + 1),
    environment,
    api,
    mode,
    problem === undefined ? state : `${state}: ${problem}`,
    open ? `${Math.round(open.clockOffsetMs)} ms` : '-',
    mode === 'paper' ? '-' : liveOrders ? 'allowed' : 'off',
    desk?.switch ?? '-',
    desk ? journalWord(desk.journal) : '-',
    desk ? String(desk.unresolved) : '-',
  ];
}

/** Why a journal cannot be used names a file: that is told to its owner alone. */
function journalWord(journal: string): string {
  return journal === 'ready' || journal === 'reconciling' ? journal : 'unavailable';
}

function limitsLine({ limits }: AccountFacts, index: number): string {
  const set = limits.map(([name, value]) => `${name} = ${value}`).join('; ');
  return `account ${index + 1}: ${set === '' ? 'none' : set}`;
}

/** One line for all that hear the same and are told the same. */
function feedLines({ open }: AccountFacts, index: number): string[] {
  const counts = new Map<string, number>();
  for (const feed of open?.feeds ?? []) {
    const line = `account ${index + 1}: ${feed.channel} ${feed.product_id ?? ''}: ${stateWord(feed)}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${line} (${count})`);
}

function stateWord({ state }: HeardFeed): string {
  if (state.kind === 'stale') return `stale, ${state.reason} since ${new Date(state.sinceMs).toISOString()}`;
  return state.kind === 'refused' ? `refused, ${state.error.code}` : state.kind;
}

function sandboxLine({ open }: AccountFacts, index: number): string[] {
  if (!open?.sandbox) return [];
  const conditions = Object.entries(open.sandbox).map(([name, value]) => `${name} ${String(value)}`);
  return [`account ${index + 1}: ${conditions.join(', ')}`];
}

function section(title: string, content: string): readonly string[] {
  return ['', `#### ${title}`, '', content === '' ? 'none' : content];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line.replace(/\s+/g, ' ').replace(' :', ':')}`).join('\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
