import { stampMistakes } from './stamp';
import { pathMistakes } from './path';
import { partMistakes } from './method-and-body';
import { secretMistakes } from './secret-and-digest';
import { identityMistakes } from './identity';
import type { Mistake } from './client';

export { send, type HandMadeClient, type Mistake } from './client';

/** Every way of going wrong that the tests know, each made by hand. */
export const mistakes: readonly Mistake[] = [
  ...stampMistakes,
  ...pathMistakes,
  ...partMistakes,
  ...secretMistakes,
  ...identityMistakes,
];
