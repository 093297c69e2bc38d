/**
 * The one English wording of everything that code says both to flows and to the editor, in groups of the catalogues
 * (`nodes/lib/locales/LANGUAGE/sentences.json`). `__name__` is filled in.
 */
import { errorCodes } from '../../rules/error-codes';
import { called, finding, fix, kind, madeOf, part, paste, product } from './credentials';
import { answer, cancel, network, open, refusal, unresolved } from './failures';
import { advice, check, file, form, host, place } from './key-check';
import { limit } from './limits';
import { order } from './orders';
import { sandbox } from './sandbox';
import { disk, journal } from './storage';

/** How sentences are put together. */
const list = {
  and: '__one__ and __other__',
  /** Filled in by its name in a flow, which the editor puts in words. */
  environment: '__environment__',
  comma: '__one__, __other__',
  semicolon: '__one__; __other__',
  space: '__one__ __other__',
  clause: '__clause__.',
  error: '__what__: __why__. __fix__',
} as const;

export const english = {
  list,
  limit,
  order,
  part,
  product,
  called,
  madeOf,
  kind,
  paste,
  finding,
  fix,
  check,
  advice,
  form,
  file,
  place,
  host,
  sandbox,
  network,
  answer,
  unresolved,
  open,
  cancel,
  refusal,
  journal,
  disk,
  /** What each error code means, and what to do. */
  what: texts('what'),
  remedy: texts('fix'),
} as const;

type Codes = typeof errorCodes;

function texts<Name extends 'what' | 'fix'>(name: Name): { [Code in keyof Codes]: Codes[Code][Name] } {
  const all = Object.entries(errorCodes).map(([code, of]) => [code, of[name]]);
  return Object.fromEntries(all) as { [Code in keyof Codes]: Codes[Code][Name] };
}
