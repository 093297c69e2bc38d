/**
 * Signs that something was lost which an exchange might also give by its nature: whoever always believed them would
 * begin anew for ever. They are believed as long as beginning anew helps.
 */
export interface Suspicion {
  /** A second has passed. */
  beat(): void;
  /** It began anew. */
  begun(): void;
  /** There is such a sign. @returns whether to believe it. */
  believes(): boolean;
}

/** A sign so soon after the beginning says that it did not help. */
const SOON_BEATS = 10;
const MOST_IN_VAIN = 5;
/** After so long without one, signs are believed again. */
const QUIET_BEATS = 60;

export function createSuspicion(): Suspicion {
  let beats = 0;
  let inVain = 0;
  return {
    beat() {
      beats += 1;
      if (beats >= QUIET_BEATS) inVain = 0;
    },
    begun() {
      beats = 0;
    },
    believes() {
      if (inVain >= MOST_IN_VAIN) {
        beats = 0;
        return false;
      }
      inVain = beats < SOON_BEATS ? inVain + 1 : 1;
      return true;
    },
  };
}
