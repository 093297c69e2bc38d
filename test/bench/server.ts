/**
 * The server of the benchmarks, in a process of its own: the sandbox without rate limits, every signature verified.
 * Asked `{ newest }`, it tells the processor time it has used and how many of its newest orders are filled.
 */
import { startSandbox } from '../../nodes/lib/sandbox';

const balance = { USD: '100000000', BTC: '1000' };

void startSandbox({ rateLimits: false, marketEveryMs: 0, balance }).then((sandbox) => {
  process.on('message', ({ newest }: { newest: number }) => {
    const { user, system } = process.cpuUsage();
    const orders = newest === 0 ? [] : sandbox.ledger().orders.slice(0, newest);
    const filled = orders.filter((order) => order['done_reason'] === 'filled').length;
    process.send?.({ cpuMicros: user + system, filled });
  });
  process.send?.({
    rest: sandbox.rest,
    key: sandbox.key,
    secret: sandbox.secret,
    passphrase: sandbox.passphrase,
  });
  process.once('disconnect', () => void sandbox.close());
});
