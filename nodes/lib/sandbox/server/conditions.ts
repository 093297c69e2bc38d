import type { SandboxConditions } from '../types';
import type { Settings } from './settings';

/** Slowest and fastest pace of the market, as a multiple of its own. */
const SLOWEST = 0.1;
const FASTEST = 100;

/** Longest delay, milliseconds: an hour. */
const LONGEST_MS = 3_600_000;

/** What a sandbox begins with, and a reset goes back to. */
export function startConditions({ late404Ms, settleDelayMs, queuedCancelMs }: Settings): SandboxConditions {
  return {
    paused: false,
    speed: 1,
    late404Ms,
    settleDelayMs,
    queuedCancelMs,
    cancelOnly: false,
    loseAnswers: false,
  };
}

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isWithin = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && value >= least && value <= most;

const FIELDS: Readonly<
  Record<keyof SandboxConditions, readonly [fits: (value: unknown) => boolean, must: string]>
> = {
  paused: [isFlag, 'be true or false'],
  speed: [isWithin(SLOWEST, FASTEST), `be a number from ${SLOWEST} to ${FASTEST}`],
  late404Ms: [isWithin(0, LONGEST_MS), `be milliseconds from 0 to ${LONGEST_MS}`],
  settleDelayMs: [isWithin(0, LONGEST_MS), `be milliseconds from 0 to ${LONGEST_MS}`],
  queuedCancelMs: [isWithin(0, LONGEST_MS), `be milliseconds from 0 to ${LONGEST_MS}`],
  cancelOnly: [isFlag, 'be true or false'],
  loseAnswers: [isFlag, 'be true or false'],
};

/**
 * The conditions after a change that may come from anywhere.
 * @throws RangeError that names the field and says what it takes.
 */
export function changedConditions(now: SandboxConditions, change: object): SandboxConditions {
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(FIELDS, name))
      throw new RangeError(`${JSON.stringify(name.slice(0, 40))} is no condition of the sandbox`);
    const [fits, must] = FIELDS[name as keyof SandboxConditions];
    if (!fits(value)) throw new RangeError(`${name} must ${must}`);
  }
  return { ...now, ...change };
}
