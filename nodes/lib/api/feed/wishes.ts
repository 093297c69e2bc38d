import type { Clock } from '../../rules/clock';
import { createBucket } from '../../rules/token-bucket';
import {
  addressed,
  begin,
  missed,
  nextCommand,
  refuseAll,
  settle,
  split,
  type Command,
  type Entry,
  type Failure,
  type Wish,
  type WishHearer,
} from './wish';

/**
 * What a socket is to be subscribed to, and how far that is. One command is under way at a time, so that an answer or an
 * error, neither of which says what it answers, belongs to that one.
 */
export interface Wishes {
  /** Something waits for the socket, or lives by it; what is refused does so only when its time has come. */
  readonly needed: boolean;
  /** The command that waits for its answer. */
  readonly underWay: Command | undefined;
  /** @returns the end of this wish. The channel is left when the last one ends, and begins anew for who comes after that. */
  want(wish: Wish, hearer?: WishHearer): () => void;
  /** Leaves the channel and joins it again, for a new beginning. */
  renew(wish: Wish): void;
  opened(): void;
  closed(): void;
  acknowledged(isListed: (wish: Wish) => boolean): void;
  failed(failure: Failure): void;
  /** Sends the command under way again. */
  repeat(): void;
  close(): void;
}

export interface WishParts {
  readonly clock: Clock;
  /** Keeps to the messages that the API allows. */
  readonly limited: boolean;
  /** A command is for one channel. */
  readonly channelEach: boolean;
  readonly send: (command: Command) => void;
  /** What comes waits behind a large message: so may an answer. */
  readonly isAnswerBehind: () => boolean;
  /** No answer to a command came. */
  readonly unanswered: () => void;
  /** The time of something refused has come, or something new is wanted. */
  readonly wake: () => void;
  /** Nothing is wanted any more. */
  readonly idle: () => void;
}

/** An answer that takes longer does not come. */
const ANSWER_MS = 5000;
/** Below the 8 messages a second and address that Advanced Trade allows; Exchange allows 10. */
const COMMANDS = { perSecond: 5, burst: 5 };

export function createWishes({
  clock,
  limited,
  channelEach,
  send,
  isAnswerBehind,
  unanswered,
  wake,
  idle,
}: WishParts): Wishes {
  const entries = new Map<string, Entry>();
  const bucket = limited ? createBucket(COMMANDS) : undefined;
  let isOpen = false;
  let underWay: Command | undefined;
  let batches = 0;
  let soon = false;
  let stopAnswer: (() => void) | undefined;
  let stopTimer: (() => void) | undefined;

  const newBatch = (): number => (batches += 1);
  const now = (): number => clock.elapsed();
  const over = (): Command | undefined => {
    stopAnswer?.();
    stopAnswer = undefined;
    const command = underWay;
    underWay = undefined;
    return command;
  };
  const wakeAt = (at: number): void => {
    stopTimer?.();
    stopTimer = clock.after(
      Math.max(1, at - now()),
      () => {
        stopTimer = undefined;
        pump();
        wake();
      },
      true,
    );
  };
  const awaitAnswer = (): void => {
    stopAnswer = clock.after(ANSWER_MS, () => (isAnswerBehind() ? awaitAnswer() : unanswered()));
  };
  const pump = (): void => {
    if (isOpen && !underWay) {
      const command = nextCommand(entries.values(), channelEach, now());
      if (command) {
        if (bucket && !bucket.take(now())) return wakeAt(now() + bucket.waitMs(now()));
        begin(command);
        underWay = command;
        awaitAnswer();
        return send(command);
      }
    }
    // What is due already waits for the socket.
    const due = [...entries.values()].map(({ retryAt = 0 }) => retryAt).filter((at) => at > now());
    if (due.length > 0) wakeAt(Math.min(...due));
  };
  /** In the next turn of the same moment: what is wanted together goes into one message. */
  const pumpSoon = (): void => {
    if (soon) return;
    soon = true;
    queueMicrotask(() => {
      soon = false;
      pump();
    });
  };
  const forgetUnwanted = (): void => {
    for (const [key, entry] of entries)
      if (entry.owners === 0 && entry.status !== 'granted' && entry.status !== 'asked') entries.delete(key);
  };

  return {
    get needed() {
      return [...entries.values()].some(
        ({ owners, retryAt }) => owners > 0 && (retryAt === undefined || retryAt <= now()),
      );
    },
    get underWay() {
      return underWay;
    },
    want(wish, hearer) {
      const key = keyOf(wish);
      const known = entries.get(key);
      const entry: Entry = known ?? {
        ...wish,
        owners: 0,
        hearers: new Set(),
        status: 'new',
        batch: 0,
        refusals: 0,
      };
      entries.set(key, entry);
      // It is about to be left: who comes now wants what a channel begins with.
      if (entry.owners === 0 && entry.status === 'granted') entry.renews = true;
      entry.owners += 1;
      if (hearer) entry.hearers.add(hearer);
      if (entry.status === 'granted' && !entry.renews) hearer?.granted();
      if (entry.status === 'refused' && entry.error) hearer?.refused(entry.error);
      pumpSoon();
      wake();
      return () => {
        entry.owners -= 1;
        if (hearer) entry.hearers.delete(hearer);
        if (![...entries.values()].some(({ owners }) => owners > 0)) return idle();
        forgetUnwanted();
        pumpSoon();
      };
    },
    renew(wish) {
      const entry = entries.get(keyOf(wish));
      if (entry?.status !== 'granted') return;
      entry.renews = true;
      pumpSoon();
    },
    opened() {
      isOpen = true;
      pump();
    },
    closed() {
      isOpen = false;
      over();
      for (const entry of entries.values()) {
        entry.renews = false;
        if (entry.retryAt === undefined) entry.status = 'new';
      }
      forgetUnwanted();
      stopTimer?.();
      stopTimer = undefined;
      pump();
    },
    acknowledged(isListed) {
      const command = over();
      if (command) settle(command, isListed, now(), newBatch);
      // Not for a subscribe: if its answer listed nothing else, each would ask for the others without end.
      if (command?.type === 'unsubscribe') missed(entries.values(), isListed);
      forgetUnwanted();
      pump();
    },
    failed(failure) {
      const command = over();
      if (command?.type === 'unsubscribe') settle(command, () => true, now(), newBatch);
      else if (command) {
        const named = addressed(command, failure);
        if (named.length > 0) refuseAll(named, failure, now(), newBatch);
        else split(command, newBatch);
        for (const entry of command.entries) if (entry.status === 'asked') entry.status = 'new';
      }
      forgetUnwanted();
      pump();
    },
    repeat() {
      for (const entry of over()?.entries ?? []) if (entry.status === 'asked') entry.status = 'new';
      pump();
    },
    close() {
      over();
      stopTimer?.();
      stopTimer = undefined;
      entries.clear();
      isOpen = false;
    },
  };
}

function keyOf({ channel, productId }: Wish): string {
  return `${channel} ${productId}`;
}
