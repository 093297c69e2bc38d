import type { CallOptions, Connection } from '../trading-api';
import { ask } from './ask';
import { line, type CheckLine } from './line';
import { portfolioLine } from './portfolio';
import type { KeyQuestions } from './questions';

const PERMISSIONS = ['view', 'trade', 'transfer'] as const;
const LOOK = 'Look at its permissions where the key was made; View and Trade are enough.';
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
  if (known.size === 0) return [line('trade', null, `its permissions are not known: ${silent}`, LOOK)];
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
  silent: string,
  guessed: boolean,
): CheckLine {
  const name = NAMES[permission];
  if (allowed === undefined)
    return line(permission, null, `whether it has ${name} is not known: ${silent}`, LOOK);
  if (permission !== 'transfer')
    return allowed
      ? line(permission, true, `it has the permission ${name}`)
      : line(
          permission,
          false,
          `it lacks the permission ${name}`,
          `Make a key with ${name}, if a flow is to use it.`,
        );
  return allowed
    ? line(
        'transfer',
        false,
        guessed
          ? 'it reads what takes the permission Transfer, so it can probably move money out'
          : 'it may move money out (Transfer)',
        'Make a key without Transfer: nothing here needs it.',
      )
    : line('transfer', true, 'it cannot move money out (no Transfer)');
}
