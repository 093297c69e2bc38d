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
   * The products of which no heartbeat came for too long. None while none came of any: then the line watches over the
   * whole socket.
   */
  silent(): readonly string[];
  lost(): void;
}

export const HEARTBEAT = 'heartbeat';

interface Pulse {
  readonly heartbeat: Heartbeat;
  users: number;
  readonly end: () => void;
}

export function createPulses(clock: Clock, line: Line): Pulses {
  const pulses = new Map<string, Pulse>();
  let beats = false;
  const begin = (productId: string): Pulse => {
    const heartbeat = createHeartbeat(clock);
    const wish = { channel: HEARTBEAT, productId };
    const ends = [line.wishes.want(wish, heartbeat), line.wishes.want(wish, line.beatsHearer())];
    const pulse = { heartbeat, users: 0, end: () => ends.forEach((end) => end()) };
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
      beats = true;
      return pulses.get(productId)?.heartbeat.hear(Date.parse(String(time)), Number(sequence));
    },
    snapshotCame() {
      for (const { heartbeat } of pulses.values()) heartbeat.snapshotCame();
    },
    silent() {
      const quiet = beats ? [...pulses].filter(([, { heartbeat }]) => heartbeat.isSilent()) : [];
      return quiet.map(([productId]) => productId);
    },
    lost() {
      beats = false;
      for (const { heartbeat } of pulses.values()) heartbeat.lost();
    },
  };
}
