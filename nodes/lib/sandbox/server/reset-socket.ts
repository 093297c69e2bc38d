import type { Socket } from 'node:net';

/**
 * Breaks a connection with a reset. One that has sent its end already is closed without: Node would not close it at all,
 * and the process could not exit.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
