import { checkLimitField, limitNames, liveDefaults } from '../lib/rules/limits';
import { isPlainObject } from '../lib/rules/shapes';

/**
 * The limits of an account that are set, as text. A saved text that is no limit is not repeated: it may be anything that
 * somebody pasted there.
 */
export function limitsOf(saved: unknown, mode: 'live' | 'paper'): (readonly [string, string])[] {
  const fields = isPlainObject(saved) ? saved : {};
  return limitNames.flatMap((name) => {
    const usual = mode === 'live' ? liveDefaults[name] : undefined;
    const text = fields[name] ?? usual ?? '';
    if (typeof text !== 'string' && typeof text !== 'number') return [[name, 'cannot be read'] as const];
    const value = String(text).trim();
    if (value === '') return [];
    return [[name, checkLimitField(name, value) === undefined ? value : 'cannot be read'] as const];
  });
}
