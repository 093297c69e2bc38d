import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { resetSocket } from '../../../../nodes/lib/sandbox/server/reset-socket';

describe('a connection that is broken', () => {
  let ours: Socket;
  let theirs: Socket;
  beforeEach(async () => {
    const server = createServer({ allowHalfOpen: true });
    const met = once(server, 'connection');
    await once(server.listen(0, '127.0.0.1'), 'listening');
    theirs = connect((server.address() as AddressInfo).port, '127.0.0.1');
    [ours] = (await met) as [Socket];
    server.close();
  });
  afterEach(() => theirs.destroy());

  it('ends with a reset', async () => {
    const broken = once(theirs, 'error') as Promise<[NodeJS.ErrnoException]>;
    resetSocket(ours);
    assert.equal((await broken)[0].code, 'ECONNRESET');
  });

  it('is closed where its end was on its way already', async () => {
    theirs.on('error', () => undefined);
    const closed = once(ours, 'close');
    ours.end('the last words');
    resetSocket(ours);
    await closed;
  });
});
