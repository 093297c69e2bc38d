import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What the server process tells when it listens. */
export interface ServerAddress {
  readonly rest: string;
  readonly key: string;
  readonly secret: string;
  readonly passphrase: string;
}

/** One measurement that an arm is asked for. */
export interface Job {
  readonly arm: string;
  readonly requests: number;
  readonly inFlight: number;
  /** Of a feed: frames a second; as fast as they are read without it. */
  readonly perSecond?: number;
}

/** What an arm measured about its own process. */
export interface Measured {
  readonly seconds: number;
  /** User and system time of the arm's process, seconds. */
  readonly cpuSeconds: number;
  /** Of a single answer, where the arm takes it; milliseconds. */
  readonly medianMs?: number;
}

/** Runs `send` until `requests` answers are in, `inFlight` at a time; `send` settles with its answer. */
export async function measure(job: Job, send: () => Promise<void>): Promise<Measured> {
  let started = 0;
  const worker = async (): Promise<void> => {
    while (started < job.requests) {
      started += 1;
      await send();
    }
  };
  const cpu = process.cpuUsage();
  const begin = process.hrtime.bigint();
  await Promise.all(Array.from({ length: job.inFlight }, worker));
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const used = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}

/** Answers the jobs that the parent process sends. */
export function answerJobs<Answer = Measured>(run: (job: Job) => Promise<Answer>): void {
  process.on('message', (job: Job) => {
    run(job).then(
      (measured) => process.send?.({ measured }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}

/** A child process that answers jobs, one at a time. */
export async function startArm(script: string, server: ServerAddress): Promise<Arm> {
  const child = fork(script, [JSON.stringify(server)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await reply(child);
  return {
    async run<Answer>(job: Job) {
      child.send(job);
      const { measured, error } = (await reply(child)) as { measured?: Answer; error?: string };
      if (measured === undefined) throw new Error(`${job.arm}: ${error ?? 'no measurement'}`);
      return measured;
    },
    stop: () => child.disconnect(),
  };
}

export interface Arm {
  /** What the arm's own process answers: {@link Measured} where nothing else is agreed on. */
  run<Answer = Measured>(job: Job): Promise<Answer>;
  stop(): void;
}

/** The next message of a child; fails when the child ends first. */
export async function reply(child: ChildProcess): Promise<unknown> {
  const gone = new AbortController();
  const ended = once(child, 'exit', { signal: gone.signal }).then(() => {
    throw new Error('a benchmark process ended early');
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: gone.signal }), ended])) as [
      unknown,
    ];
    return message;
  } finally {
    gone.abort();
    ended.catch(() => undefined);
  }
}
