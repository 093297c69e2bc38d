import type { Clock } from '../../../rules/clock';
import { createCalm, type Calm } from '../calm';
import { createHeartbeat, type Heartbeat } from '../heartbeat';
import type { Wire } from '../../wire-values';
import type { Wishes } from '../wishes';

/** The heartbeats of the products that are in use: Exchange sends one a second for each. */
export interface Pulses {
  /** Joins the heartbeat of a product; the result leaves it. */
  join(productId: string): () => void;
  /** @returns what is wrong; `repeated` is one that is not to be heard. */
  hear(wire: Wire): ReturnType<Heartbeat['hear']>;
  /** The products of which no heartbeat came for too long. */
  silent(): readonly string[];
  /** Whether the channels of a product may begin anew now. */
  may(productId: string): boolean;
  lost(): void;
}

export const HEARTBEAT = 'heartbeat';

export function createPulses(clock: Clock, wishes: () => Wishes): Pulses {
  const pulses = new Map<string, { readonly heartbeat: Heartbeat; readonly calm: Calm; users: number }>();
  return {
    join(productId) {
      const pulse = pulses.get(productId) ?? {
        heartbeat: createHeartbeat(clock),
        calm: createCalm(clock),
        users: 0,
      };
      pulses.set(productId, pulse);
      pulse.users += 1;
      const end = wishes().want({ channel: HEARTBEAT, productId }, pulse.heartbeat);
      return () => {
        pulse.users -= 1;
        if (pulse.users === 0) pulses.delete(productId);
        end();
      };
    },
    hear({ product_id, time, sequence }) {
      const pulse = pulses.get(String(product_id));
      return pulse?.heartbeat.hear(Date.parse(String(time)), Number(sequence));
    },
    silent: () =>
      [...pulses].filter(([, { heartbeat }]) => heartbeat.isSilent()).map(([productId]) => productId),
    may: (productId) => pulses.get(productId)?.calm.may() ?? false,
    lost() {
      for (const { heartbeat } of pulses.values()) heartbeat.lost();
    },
  };
}
