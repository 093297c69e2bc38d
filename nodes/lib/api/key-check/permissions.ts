import { say, type Sentence } from '../../sentences';
import type { CallOptions, Connection } from '../trading-api';
import { ask } from './ask';
import { line, type CheckLine } from './line';
import { portfolioLine } from './portfolio';
import type { KeyQuestions } from './questions';

const PERMISSIONS = ['view', 'trade', 'transfer'] as const;
const LOOK = say('advice.look');
const NAMES = { view: 'View', trade: 'Trade', transfer: 'Transfer' } as const;

/** What the key may do, as far as it can be found out without changing anything. */
export async function checkPermissions(
  connection: Connection,
  { told, portfolio, probes, silent }: KeyQuestions,
  proof: unknown,
  options: CallOptions,
): Promise<CheckLine[]> {
  const known = new Map<string, boolean>();
  for (const [permission, allowed] of Object.entries(told?.(proof) ?? {}))
    if (allowed !== undefined) known.set(permission, allowed);
  for (const { permission, path } of probes) {
    const { error } = await ask(connection, path, options);
    if (!error) known.set(permission, true);
    else if (error?.code === 'PERMISSION_DENIED') known.set(permission, false);
  }
  if (known.size === 0) return [line('trade', null, say('check.noPermissions', { why: silent }), LOOK)];
  const bound = portfolio?.of(proof);
  return [
    ...PERMISSIONS.map((permission) =>
      permissionLine(permission, known.get(permission), silent, probes.length > 0),
    ),
    ...(portfolio && bound
      ? [await portfolioLine(connection, bound, known.get('view') === true ? portfolio.names : '', options)]
      : []),
  ];
}

function permissionLine(
  permission: (typeof PERMISSIONS)[number],
  allowed: boolean | undefined,
  silent: Sentence,
  guessed: boolean,
): CheckLine {
  const name = { permission: NAMES[permission] };
  if (allowed === undefined)
    return line(permission, null, say('check.unknown', { ...name, why: silent }), LOOK);
  if (permission !== 'transfer')
    return allowed
      ? line(permission, true, say('check.has', name))
      : line(permission, false, say('check.lacks', name), say('advice.make', name));
  return allowed
    ? line(
        'transfer',
        false,
        say(guessed ? 'check.perhapsTransfer' : 'check.transfer'),
        say('advice.noTransfer'),
      )
    : line('transfer', true, say('check.noTransfer'));
}
