/** Whether a key works, and if not, why: asked of Coinbase before anything is deployed. */
import { schemeFacts, type Credential } from '../../signer';
import { listed, say, type Words } from '../../sentences';
import { openConnection } from '../connection';
import type { EnvironmentName } from '../environments';
import { CONCEALED } from '../without-echo';
import { judgeForeign, judgeKey } from './accepted';
import { ask } from './ask';
import { line, type CheckLine } from './line';
import { checkPermissions } from './permissions';
import { questionsOf } from './questions';
import { checkReach } from './reach';

export { line, type CheckLine, type CheckName } from './line';

/** Where a key of the same kind could belong as well. */
export interface OtherPlace {
  readonly environment: EnvironmentName;
  readonly origin: string;
}

export interface KeyCheck {
  readonly environment: EnvironmentName;
  readonly origin: string;
  readonly credential: Credential;
  /** Coinbase's own addresses for such keys; the key is sent there only when `tryOthers` says so. */
  readonly others: readonly OtherPlace[];
  readonly tryOthers: boolean;
  /** For each question. */
  readonly timeoutMs: number;
}

/**
 * Asks by GETs alone, stops at the first thing that makes the rest pointless, and tells all it found. Never rejects,
 * and no line holds key or passphrase, whatever the server echoes.
 */
export async function checkKey(check: KeyCheck): Promise<CheckLine[]> {
  const { credential, environment, origin, timeoutMs } = check;
  const connection = openConnection({ origin, credential, environment, limiter: 'off' });
  const lines: CheckLine[] = [];
  try {
    const { lines: reach, reached } = await checkReach(connection, { timeoutMs });
    lines.push(...reach);
    if (!reached) return lines;
    const questions = questionsOf[connection.api];
    const proof = await ask(connection, questions.proof, { timeoutMs });
    if (!proof.error && questions.isOurs?.(proof.body) === false) {
      lines.push(judgeForeign());
      return lines;
    }
    const hasPassphrase = schemeFacts[credential.scheme].needs.includes('passphrase');
    const verdict = judgeKey(proof.error, hasPassphrase);
    lines.push(...verdict.lines);
    if (verdict.stranger) lines.push(...(await checkOthers(check)));
    if (verdict.accepted)
      lines.push(...(await checkPermissions(connection, questions, proof.body, { timeoutMs })));
    return lines;
  } finally {
    await connection.release();
    lines.forEach((one, index) => (lines[index] = scrubbed(one, credential)));
  }
}

/** Whether the key belongs to another environment of the same kind. */
async function checkOthers({ others, tryOthers, credential, timeoutMs }: KeyCheck): Promise<CheckLine[]> {
  if (others.length === 0) return [];
  const environments = listed(
    others.map(({ environment }) => say('list.environment', { environment })),
    'comma',
  );
  if (!tryOthers)
    return [line('environment', null, say('check.maybeOther', { environments }), say('advice.alsoTry'))];
  for (const { environment, origin } of others) {
    const connection = openConnection({ origin, credential, environment, limiter: 'off' });
    const { error } = await ask(connection, questionsOf[connection.api].proof, { timeoutMs });
    await connection.release();
    if (!error)
      return [
        line(
          'environment',
          false,
          say('check.other', { environment }),
          say('advice.choose', { environment }),
        ),
      ];
  }
  return [line('environment', null, say('check.noOther', { environments }))];
}

function scrubbed({ check, ok, told }: CheckLine, { key, passphrase }: Credential): CheckLine {
  const parts = [key, passphrase].filter((part) => part !== '');
  const without = (words: Words): Words => {
    if (typeof words === 'string')
      return parts.reduce((text, part) => text.replaceAll(part, CONCEALED), words);
    const values = Object.entries(words.values ?? {}).map(([name, value]) => [name, without(value)]);
    return { ...words, values: Object.fromEntries(values) as Readonly<Record<string, Words>> };
  };
  return line(check, ok, without(told.text), told.fix);
}
