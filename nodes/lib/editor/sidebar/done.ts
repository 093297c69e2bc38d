/** What a person is told of an act, from what the runtime answered. */
import type { Text } from './context';

export interface Said {
  readonly sentence: string;
  readonly kind: 'well' | 'wrong';
}

/** How the runtime answers a cancel, and the cancel of everything. */
interface Answer {
  readonly outcome?: string;
  readonly canceled?: readonly string[];
  readonly failed?: readonly { readonly why: string }[];
}

export function saidOf(name: string, answer: object, text: Text): Said {
  const { outcome, canceled, failed }: Answer = answer;
  if (outcome !== undefined) return { sentence: text(`done.outcome.${outcome}`), kind: 'well' };
  if (!canceled || !failed) return { sentence: text(`done.${name}`), kind: 'well' };
  const number = String(canceled.length);
  const [first] = failed;
  if (!first) return { sentence: text('done.all', { number }), kind: 'well' };
  const left = String(failed.length);
  return { sentence: text('done.notAll', { number, left, why: first.why }), kind: 'wrong' };
}
