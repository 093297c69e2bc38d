/** What a person is told of an act, from what the runtime answered. */
import type { Words } from '../../sentences';
import { localized } from '../shared-text';
import type { Text } from './context';

export interface Said {
  readonly sentence: string;
  readonly kind: 'well' | 'wrong';
}

/** How the runtime answers a cancel, and the cancel of everything. */
interface Answer {
  readonly outcome?: string;
  readonly canceled?: readonly string[];
  readonly failed?: readonly object[];
  /** Why the first of those failed. */
  readonly told?: Words;
}

export function saidOf(name: string, answer: object, text: Text): Said {
  const { outcome, canceled, failed, told = '' }: Answer = answer;
  if (outcome !== undefined) return { sentence: text(`done.outcome.${outcome}`), kind: 'well' };
  if (!canceled || !failed) return { sentence: text(`done.${name}`), kind: 'well' };
  const number = String(canceled.length);
  if (failed.length === 0) return { sentence: text('done.all', { number }), kind: 'well' };
  const left = String(failed.length);
  return { sentence: text('done.notAll', { number, left, why: localized(told) }), kind: 'wrong' };
}
