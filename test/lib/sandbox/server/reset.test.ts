import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startSandbox } from '../../../../nodes/lib/sandbox';
import { openCustomer, RESTING } from './customer';

const COMMAND = path.resolve(__dirname, '../../../../nodes/lib/sandbox/cli.js');

describe('reset of a running sandbox', () => {
  it('by a signed request: balances, orders, fills and the market are as at the start, key and port stay', async () => {
    const customer = await openCustomer();
    try {
      const books = async (): Promise<unknown> => [
        customer.sandbox.ledger(),
        (await customer.send('GET', '/products/BTC-USD/trades')).value(),
      ];
      const before = await books();
      await customer.place(RESTING);
      await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.01' });
      assert.notDeepEqual(await books(), before);
      const answer = await customer.send('POST', '/sandbox/reset');
      assert.deepEqual([answer.status, answer.json()], [200, { reset: true }]);
      assert.deepEqual(await books(), before);
      assert.equal((await customer.send('POST', '/sandbox/reset', { unsigned: true })).status, 401);
    } finally {
      await customer.sandbox.close();
    }
  });

  const command = async (...given: string[]) => {
    const child = spawn(process.execPath, [COMMAND, 'reset', ...given], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  };

  it('by a command, which names what is wrong with its port or seed', async () => {
    const sandbox = await startSandbox({ seed: 3 });
    try {
      const port = String(sandbox.port);
      const [done, wrong, none] = await Promise.all([
        command('--port', port, '--seed', '3'),
        command('--port', port),
        command(),
      ]);
      assert.deepEqual(done, { code: 0, said: `{"reset":true,"port":${port}}\n` });
      assert.equal(wrong.code, 1);
      assert.match(wrong.said, /another key: give its --seed/);
      assert.equal(none.code, 2);
      await sandbox.close();
      const gone = await command('--port', port, '--seed', '3');
      assert.equal(gone.code, 1);
      assert.match(gone.said, /no sandbox answers on port/);
    } finally {
      await sandbox.close();
    }
  });
});
