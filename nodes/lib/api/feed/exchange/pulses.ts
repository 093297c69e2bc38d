import type { Clock } from '../../../rules/clock';
import type { Wire } from '../../wire-values';
import { createHeartbeat, type Heartbeat } from '../heartbeat';
import type { Line } from '../line';

/** The heartbeats of the products that are in use: Exchange sends one a second for each. */
export interface Pulses {
  /** Joins the heartbeat of a product; the result leaves it. */
  join(productId: string): () => void;
  /** @returns what is wrong; `repeated` is one that is not to be heard. */
  hear(productId: string, wire: Wire): ReturnType<Heartbeat['hear']>;
  /** A snapshot of any product came. */
  snapshotCame(): void;
  /**
   * The products of which no heartbeat came for too long; `again` are those of which none came since the last time
   * either. None while none comes of any: then the line watches over the whole socket.
   */
  silent(): readonly { readonly productId: string; readonly again: boolean }[];
  /** Whether a product may be told as live: not one that was silent, until a heartbeat of it comes, on whichever socket. */
  alive(productId: string): boolean;
  lost(): void;
}

export const HEARTBEAT = 'heartbeat';

/** A heartbeat of any product this long ago, milliseconds, tells that the socket lives. */
const BEATING_MS = 2500;

interface Pulse {
  readonly heartbeat: Heartbeat;
  silent: boolean;
  users: number;
  readonly end: () => void;
}

export function createPulses(clock: Clock, line: Line): Pulses {
  const pulses = new Map<string, Pulse>();
  let beatAt = Number.NEGATIVE_INFINITY;
  const begin = (productId: string): Pulse => {
    const heartbeat = createHeartbeat(clock);
    const wish = { channel: HEARTBEAT, productId };
    const ends = [line.wishes.want(wish, heartbeat), line.wishes.want(wish, line.beatsHearer())];
    const pulse = { heartbeat, silent: false, users: 0, end: () => ends.forEach((end) => end()) };
    pulses.set(productId, pulse);
    return pulse;
  };
  return {
    join(productId) {
      const pulse = pulses.get(productId) ?? begin(productId);
      pulse.users += 1;
      return () => {
        pulse.users -= 1;
        if (pulse.users > 0) return;
        pulses.delete(productId);
        pulse.end();
      };
    },
    hear(productId, { time, sequence }) {
      beatAt = clock.elapsed();
      const pulse = pulses.get(productId);
      const trouble = pulse?.heartbeat.hear(Date.parse(String(time)), Number(sequence));
      if (pulse && trouble !== 'repeated') pulse.silent = false;
      return trouble;
    },
    snapshotCame() {
      for (const { heartbeat } of pulses.values()) heartbeat.snapshotCame();
    },
    silent() {
      if (clock.elapsed() - beatAt > BEATING_MS) return [];
      return [...pulses].flatMap(([productId, pulse]) => {
        if (!pulse.heartbeat.isSilent()) return [];
        const again = pulse.silent;
        pulse.silent = true;
        return [{ productId, again }];
      });
    },
    alive: (productId) => pulses.get(productId)?.silent !== true,
    lost() {
      beatAt = Number.NEGATIVE_INFINITY;
      for (const { heartbeat } of pulses.values()) heartbeat.lost();
    },
  };
}
