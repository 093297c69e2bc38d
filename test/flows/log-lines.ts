import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

interface Waiter {
  readonly pattern: RegExp;
  readonly found: (line: string) => void;
  readonly ended: () => void;
}

/** What a process printed, line by line, and a way to wait for a line. */
export class LogLines {
  readonly #lines: string[] = [];
  readonly #waiters = new Set<Waiter>();
  #ended = false;

  constructor(...streams: Readable[]) {
    for (const stream of streams) createInterface({ input: stream }).on('line', (line) => this.#add(line));
  }

  all(): readonly string[] {
    return this.#lines;
  }

  /** A line printed before or later. */
  waitFor(pattern: RegExp, ms: number): Promise<string> {
    const known = this.#lines.find((line) => pattern.test(line));
    return known === undefined ? this.next(pattern, ms) : Promise.resolve(known);
  }

  /** A line printed from now on. */
  next(pattern: RegExp, ms: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const give = (why: string) => new Error(`${why} for ${String(pattern)}:\n${this.#lines.join('\n')}`);
      const settle = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        pattern,
        found: (line) => {
          settle();
          resolve(line);
        },
        ended: () => {
          settle();
          reject(give('the process ended while waiting'));
        },
      };
      const timer = setTimeout(() => {
        settle();
        reject(give(`waited ${ms} ms`));
      }, ms);
      this.#waiters.add(waiter);
      if (this.#ended) waiter.ended();
    });
  }

  /** The process is gone: whoever still waits is told. */
  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiters) waiter.ended();
  }

  #add(line: string): void {
    this.#lines.push(line);
    for (const waiter of this.#waiters) if (waiter.pattern.test(line)) waiter.found(line);
  }
}
