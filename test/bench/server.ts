/** The server of the benchmark, in a process of its own: the sandbox without rate limits, every signature verified. */
import { startSandbox } from '../../nodes/lib/sandbox';

void startSandbox({ rateLimits: false, marketEveryMs: 0 }).then((sandbox) => {
  process.send?.({
    rest: sandbox.rest,
    key: sandbox.key,
    secret: sandbox.secret,
    passphrase: sandbox.passphrase,
  });
  process.once('disconnect', () => void sandbox.close());
});
