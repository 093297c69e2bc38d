import type { Clock } from '../../rules/clock';
import type { Channel } from './channel';
import { createTopic, type TopicParts } from './topic';
import type { OwnMessage } from './types';

export interface OwnChannel extends Channel<OwnMessage> {
  /** @param key what tells this message from every other one, where it may come twice. */
  hear(message: OwnMessage, key?: string): void;
  /** Something else on the same socket was lost: an own message may have been, too. */
  suspect(detail: string): void;
}

/** Messages of the past that are still known when they come again. */
const MOST_KNOWN = 2000;

export function createOwnChannel(clock: Clock, used: TopicParts<OwnMessage>['used']): OwnChannel {
  const known = new Set<string>();
  const topic = createTopic<OwnMessage>({ latest: () => undefined, used });
  const isNew = (key: string | undefined): boolean => {
    if (key === undefined) return true;
    if (known.has(key)) return false;
    known.add(key);
    if (known.size > MOST_KNOWN) for (const oldest of known) return known.delete(oldest);
    return true;
  };
  return {
    topic,
    granted() {
      topic.granted();
      topic.live();
    },
    refused: (error) => topic.refused(error),
    lost: (loss) => topic.lost(loss),
    hear(message, key) {
      if (isNew(key)) topic.tell(message);
    },
    suspect(detail) {
      if (topic.state.kind !== 'live') return;
      topic.lost({ reason: 'gap', sinceMs: clock.now(), detail });
      topic.live();
    },
  };
}
