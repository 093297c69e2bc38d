import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Measured } from '../protocol';

/** What the player is asked to send. */
export interface Play {
  /** Path of the connection that hears it. */
  readonly path: string;
  readonly frames: number;
  /** Frames a second; as fast as they are read without it. */
  readonly perSecond?: number | undefined;
  /** Have the listener told each time so many were sent. */
  readonly tellEach?: number;
}

/**
 * Has frames played, and measures this process until all came.
 * @param listen opens the connection; the promise in its answer resolves with the last frame.
 * @param sent hears each `tellEach` frames how many were sent.
 */
export async function playThrough(
  rest: string,
  play: Play,
  listen: () => Promise<{ readonly heard: Promise<void> }>,
  sent?: (frames: number) => void,
): Promise<Measured> {
  const control = new WebSocket(`${rest.replace(/^http/, 'ws')}/control`);
  await once(control, 'open');
  const forgotten = once(control, 'message');
  control.send(JSON.stringify(play));
  await forgotten;
  // The player begins once there is who hears it.
  const begins = once(control, 'message');
  const { heard } = await listen();
  await begins;
  if (sent) control.on('message', (data: Buffer) => sent(Number(data.toString())));
  const cpu = process.cpuUsage();
  const begin = process.hrtime.bigint();
  await heard;
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const used = process.cpuUsage(cpu);
  control.terminate();
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}

/** How many connections the player has, without the one that asks. */
export async function connectionsAt(rest: string): Promise<number> {
  const control = new WebSocket(`${rest.replace(/^http/, 'ws')}/control`);
  await once(control, 'open');
  control.send('"count"');
  const [data] = (await once(control, 'message')) as [Buffer];
  control.terminate();
  return Number(data.toString());
}
