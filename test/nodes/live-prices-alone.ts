/** A process with nothing but a sandbox at live prices; run by a test. Arguments: the feed's origin, and what to do. */
import { readOptions } from '../../nodes/coinbase-sandbox/options';
import { RunningSandboxes } from '../../nodes/coinbase-sandbox/running-sandboxes';
import { startPlanned } from '../../nodes/coinbase-sandbox/start-planned';

const [, , origin = '', act = ''] = process.argv;

async function run(): Promise<void> {
  // Until there is something to see.
  const awake = setInterval(() => undefined, 1000);
  const sandboxes = new RunningSandboxes(startPlanned(origin));
  const sandbox = await sandboxes.deploy('sbx', readOptions({ prices: 'live' }));
  const seen = (wanted: boolean): Promise<void> =>
    new Promise((resolve) => {
      const stop = sandbox.onMirrored(() => {
        if (sandbox.mirrored?.some(({ isOpen }) => isOpen) !== wanted) return;
        stop();
        resolve();
      });
    });
  await seen(true);
  process.stdout.write('live\n');
  if (act === 'lose') await seen(false);
  if (act === 'remove') await sandboxes.remove('sbx');
  clearInterval(awake);
  process.stdout.write('over\n');
}

void run();
