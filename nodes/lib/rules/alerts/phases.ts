/** Where an alert stands. */
export type Phase =
  /** No value came yet: the first one only tells on which side it is. */
  | 'waiting'
  /** The condition held from the first value on; that is no alert, and it must be over before there can be one. */
  | 'outside'
  | 'armed'
  /** The condition holds, not yet for as long as it must. */
  | 'confirming'
  | 'triggered'
  /** Cleared; the next alert may not come yet. */
  | 'cooling'
  /** Cleared, and there will be no other until it is armed again. */
  | 'spent'
  /** By a command. */
  | 'disarmed';

/** What can move an alert. */
export type Sign =
  /** The condition holds. */
  | 'beyond'
  /** It holds, and is confirmed. */
  | 'certain'
  /** It does not hold, yet by less than the hysteresis. */
  | 'between'
  /** It does not hold, by the hysteresis. */
  | 'back'
  /** The data went stale: what held a moment ago is not known to hold now. */
  | 'lost'
  /** The first value may be an alert: there is nothing to wait for. */
  | 'open'
  /** The cool-down is over. */
  | 'rested'
  /** It tells only once, and has told. */
  | 'told'
  /** Another level came to an alert that tells once for each. */
  | 'level'
  | 'arm'
  | 'disarm'
  | 'rearm';

const anew = { rearm: 'waiting', disarm: 'disarmed' } as const;

/** All moves there are. A sign that is not in its row changes nothing. */
const MOVES: Readonly<Record<Phase, Readonly<Partial<Record<Sign, Phase>>>>> = {
  waiting: {
    open: 'armed',
    beyond: 'outside',
    certain: 'outside',
    // A first value inside the hysteresis is not beyond: the next one that is has crossed.
    between: 'armed',
    back: 'armed',
    ...anew,
  },
  outside: { back: 'armed', ...anew },
  armed: { beyond: 'confirming', certain: 'triggered', ...anew },
  confirming: { certain: 'triggered', between: 'armed', back: 'armed', lost: 'armed', ...anew },
  triggered: { back: 'cooling', ...anew },
  // The condition may hold again by then: that alert was held up, and is told now.
  cooling: { rested: 'armed', told: 'spent', ...anew },
  spent: { level: 'waiting', arm: 'waiting', ...anew },
  // Only what disarmed it arms it: a command.
  disarmed: { arm: 'waiting' },
};

export const phases = Object.keys(MOVES) as readonly Phase[];

/** The phase after a sign; undefined where it changes nothing. */
export function phaseAfter(phase: Phase, sign: Sign): Phase | undefined {
  return MOVES[phase][sign];
}
