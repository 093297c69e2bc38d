/** The documented example: the forum's way of signing, by hand in two languages, against the sandbox. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startSandbox } from '../../../nodes/lib/sandbox';
import type { Sandbox } from '../../../nodes/lib/sandbox';

const folder = path.join(__dirname, '../../../../test/lib/signer/forum');
const examples = [
  { name: 'Python', command: 'python3', file: path.join(folder, 'sign.py') },
  { name: 'JavaScript', command: process.execPath, file: path.join(folder, 'sign.mjs') },
];

/** The documented input: dummy secret, fixed stamp, GET /accounts. */
const documented = {
  REST: 'http://127.0.0.1:9',
  KEY: 'key',
  SECRET: 'Be0gsYS52jo0NG2EwU7JCE/jXSozFlKusQ4qYitXkdIhaOGburNFfjYBO/mIZfymMreLm81AZLKnHEZcH6mXow==',
  PASSPHRASE: 'passphrase',
  STAMP: '1643877611',
};

async function run(command: string, file: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [file], {
    env: { PATH: process.env['PATH'], ...env },
  });
  return stdout;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The example prints each answer as `STATUS JSON` in a line. */
function answersIn(printed: string): Answer[] {
  return [...printed.matchAll(/^(\d{3}) (.*)$/gm)].map(([, status, body]) => ({
    status: Number(status),
    body: JSON.parse(body ?? '') as unknown,
  }));
}

describe('signer: the documented example', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  after(() => sandbox.close());

  function environment(): Record<string, string> {
    const { rest, key, secret, passphrase } = sandbox;
    return { REST: rest, KEY: key, SECRET: secret, PASSPHRASE: passphrase };
  }

  for (const { name, command, file } of examples) {
    it(`${name}: gives the documented prehash and signature`, async () => {
      assert.equal(
        (await run(command, file, documented)).replace(/\r/g, ''),
        'prehash 1643877611GET/accounts\nsignature 5MRIa5n4rIupKQD/O/uhbP/QcQO4RTdnQdib5KhH8vQ=\n',
      );
    });

    it(`${name}: reads the accounts and places an order on the sandbox`, async () => {
      const [accounts, order] = answersIn(await run(command, file, environment()));
      assert.equal(accounts?.status, 200);
      assert.ok(Array.isArray(accounts.body) && accounts.body.length > 0, 'there are accounts');
      assert.equal(order?.status, 200);
      assert.equal((order.body as { product_id: string }).product_id, 'BTC-USD');
    });

    it(`${name}: is told when it sends another serialisation than it signed`, async () => {
      const [accounts, order] = answersIn(await run(command, file, { ...environment(), RESERIALISE: '1' }));
      assert.equal(accounts?.status, 200, 'a request without a body is not concerned');
      assert.equal(order?.status, 401);
      const { message, diagnosis } = order.body as { message: string; diagnosis: { code: string }[] };
      assert.equal(message, 'invalid signature');
      assert.deepEqual(
        diagnosis.map(({ code }) => code),
        ['BODY_RESERIALISED'],
      );
    });
  }
});
