import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { keyFingerprint, livePermit } from '../../nodes/lib/runtime';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { everythingOf } from './canary';
import { aroundEach, codeOf, factsOf, filesWritten, helper, loadBench, type Message } from './flow-bench';
import { accountNode, cancelNode, listNode, placeNode, requestNode } from './forms';

type Kind = 'ecdsa' | 'ed25519';

/** How people give a CDP key to an account: what they type, or the text of the key file that they name. */
const FORMS: readonly {
  readonly title: string;
  readonly kind: Kind;
  readonly typed?: (privateKey: string) => string;
  readonly file?: (key: object) => string;
}[] = [
  { title: 'a PEM', kind: 'ecdsa', typed: (pem) => pem },
  { title: 'a PEM on one line', kind: 'ecdsa', typed: (pem) => pem.replaceAll('\n', '\\n') },
  { title: 'a PEM in quotes, with CRLF', kind: 'ecdsa', typed: (pem) => `"${pem.replaceAll('\n', '\r\n')}"` },
  { title: 'the base64 of Ed25519', kind: 'ed25519', typed: (base64) => base64 },
  { title: 'a key file of ES256', kind: 'ecdsa', file: (key) => JSON.stringify(key) },
  {
    title: 'a key file of Ed25519 with a BOM',
    kind: 'ed25519',
    file: (key) => `\ufeff${JSON.stringify(key)}`,
  },
];

describe('a CDP key given as', () => {
  let sandbox: Sandbox;
  let folder: string;
  aroundEach();
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cdp-key-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  // One for each form: limits belong to the key, and a new seed makes a new key.
  let seed = 0;
  beforeEach(async () => {
    sandbox = await startSandbox({ seed: (seed += 1), marketEveryMs: 0, rateLimits: false });
  });
  afterEach(() => sandbox.close());

  for (const { title, kind, typed, file } of FORMS)
    it(`${title} trades, and is in no message, status, log, error or file`, async () => {
      const key = sandbox.cdp[kind];
      const keyFile = file === undefined ? '' : path.join(folder, 'cdp_api_key.json');
      if (file) writeFileSync(keyFile, file({ name: key.name, privateKey: key.privateKey }));
      const credentials = {
        ...(typed && { coinbaseAccountKey: key.name, coinbaseAccountSecret: typed(key.privateKey) }),
        coinbaseAccountLivePermit: livePermit(keyFingerprint(key.name), sandbox.rest),
      };
      const account = accountNode({
        environment: 'advanced-trade',
        scheme: 'cdp',
        origin: sandbox.rest,
        keyFile,
      });
      const bench = await loadBench(
        [
          account,
          placeNode(),
          placeNode({ id: 'n-bad', amount: '-1' }),
          placeNode({ id: 'n-poor', side: 'sell', amountUnit: 'base', amount: '30' }),
          listNode({ orderStatus: 'done' }),
          cancelNode({ target: 'payload' }),
          requestNode({ method: 'GET', path: '/accounts' }),
          requestNode({ id: 'n-none', method: 'GET', path: '/products/NO-SUCH' }),
        ],
        { acc: credentials },
      );
      const order = await bench.ask('n-place', {});
      assert.equal(codeOf(order), undefined, inspect(factsOf(order).error));
      assert.equal((order.payload as Message)['done_reason'], 'filled');
      assert.equal(codeOf(await bench.ask('n-list', {})), undefined);
      assert.equal((await bench.ask('n-req', {})).statusCode, 200);
      assert.equal(codeOf(await bench.ask('n-bad', {})), 'ORDER_INVALID');
      assert.notEqual(codeOf(await bench.ask('n-poor', {})), undefined);
      assert.notEqual(codeOf(await bench.ask('n-none', {})), undefined);
      const unknown = { payload: '132fb6ae-456b-4654-b4e0-d681ac05cea1' };
      assert.notEqual(codeOf(await bench.ask('n-cancel', unknown)), undefined);
      const told = everythingOf(bench);
      await helper.unload();
      const files = filesWritten();
      assert.ok(files.length > 0, 'the journal is a file');
      for (const [what, text] of [['the flow', told], ...files.map((one) => [one.name, one.text])] as const)
        for (const part of partsOf(key)) assert.ok(!text?.includes(part), `a part of the key is in ${what}`);
    });
});

/** What may be nowhere: the key's name, and every piece of the private key that is long enough to be told. */
function partsOf({ name, privateKey }: { readonly name: string; readonly privateKey: string }): string[] {
  const pieces = privateKey.split('\n').filter((piece) => piece !== '' && !piece.startsWith('-----'));
  return [name, name.slice(-36), ...pieces.map((piece) => piece.slice(0, 24))];
}
