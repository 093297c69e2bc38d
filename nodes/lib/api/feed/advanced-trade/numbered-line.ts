import type { Wire } from '../../wire-values';
import { readFailure } from '../failure';
import { createLine, type Line, type LineParts, type LineUser } from '../line';
import type { FeedParts } from '../parts';
import { createSkewCure } from '../skew-cure';
import { commandText, readAcknowledged } from './commands';
import { objectsOf } from './messages';
import { createSequence } from './sequence';

/** One message of a channel. */
export interface Message {
  readonly channel: unknown;
  /** ISO 8601; the empty string where it tells none. */
  readonly time: string;
  readonly events: readonly Wire[];
}

export interface NumberedUser extends Pick<LineUser, 'second' | 'lost'> {
  /** Each once, in order, none missing before it. */
  hear(message: Message): void;
}

/**
 * A line whose messages are numbered over all channels: whatever is missing, nothing that was heard is sure any more, and
 * another socket is opened.
 */
export function createNumberedLine(parts: FeedParts, urls: LineParts['urls'], user: NumberedUser): Line {
  const { credential } = parts;
  const sequence = createSequence();
  const line: Line = createLine(
    { ...parts, urls, channelEach: true },
    {
      command: (type, wishes) => commandText(type, wishes, credential, parts.serverNow()),
      opened: () => sequence.begin(),
      second: () => user.second(),
      lost: (loss) => user.lost(loss),
      frame(wire) {
        if (wire['type'] === 'error') return cure.failed(readFailure(wire, credential));
        const { channel, sequence_num, timestamp } = wire;
        const order = sequence.take(sequence_num);
        if (order === 'old') return;
        if (order === 'anew') return line.distrust('the numbers of its messages began anew');
        if (order === 'hole')
          return line.distrust(`messages before number ${String(sequence_num)} are missing`);
        const events = objectsOf(wire['events']);
        if (channel === 'subscriptions') return line.wishes.acknowledged(readAcknowledged(events));
        if (channel === 'heartbeats') line.beat();
        user.hear({ channel, time: typeof timestamp === 'string' ? timestamp : '', events });
      },
    },
  );
  const cure = createSkewCure(parts, line.wishes);
  return line;
}
