import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions, stateFileOf } from '../../nodes/coinbase-sandbox/options';
import { RunningSandboxes } from '../../nodes/coinbase-sandbox/running-sandboxes';
import { provideSandbox, useSandbox } from '../../nodes/lib/runtime';
import type { Sandbox } from '../../nodes/lib/sandbox';
import { temporaryFolder } from '../flows/installed-package';
import { aroundEach, codeOf, factsOf, flowOf, helper, loadBench, type Message } from './flow-bench';
import { accountNode, limitForm, listNode, placeNode, sandboxNode } from './forms';

describe("a coinbase-sandbox's state over restarts", () => {
  aroundEach();
  after(() => {
    provideSandbox(undefined);
    helper.settings({});
  });

  const flow = (id: string, form: Message = {}): Message[] => [
    sandboxNode({ id, keepState: true, ...form }),
    accountNode({ sandbox: id }),
    placeNode(limitForm),
    listNode(),
  ];
  const userDirOf = (name: string): string => {
    const folder = temporaryFolder(name);
    helper.settings({ userDir: folder });
    return folder;
  };

  it('is there for the next Node-RED: balances and open orders', async () => {
    const file = stateFileOf('sbx-keep', userDirOf('keep'));
    const bench = await loadBench(flow('sbx-keep'));
    const placed = await bench.ask('n-place', {});
    const before = ((await useSandbox('sbx-keep')) as Sandbox).ledger();
    await helper.unload();
    // The sandbox of this process still runs: the next process sees what was in the file when the flows stopped.
    const next = path.join(temporaryFolder('keep-next'), 'state');
    copyFileSync(file, next);
    const anew = new RunningSandboxes();
    const sandbox = await anew.deploy('sbx-keep', readOptions(sandboxNode({ keepState: true }), next));
    const after = sandbox.ledger();
    assert.deepEqual(after.balances, before.balances);
    assert.ok(
      after.balances.some(({ hold }) => hold !== '0'),
      'the order holds money',
    );
    const ids = after.orders.map(({ id }) => id);
    assert.deepEqual(ids, [(placed.payload as { id: string }).id]);
    await anew.remove('sbx-keep');
    assert.ok(!existsSync(next));
  });

  it('goes with the node that is removed', async () => {
    const file = stateFileOf('sbx-gone', userDirOf('gone'));
    await loadBench(flow('sbx-gone'));
    await useSandbox('sbx-gone');
    assert.ok(existsSync(file));
    await helper.setFlows(flowOf(flow('sbx-gone').slice(1)), 'full');
    assert.ok(!existsSync(file));
  });

  it('is not written where the form does not say so', async () => {
    const file = stateFileOf('sbx-plain', userDirOf('plain'));
    await loadBench(flow('sbx-plain', { keepState: false }));
    await useSandbox('sbx-plain');
    await helper.unload();
    assert.ok(!existsSync(file));
  });

  it('leaves a file that is something else as it is, also when the node is removed', async () => {
    const file = stateFileOf('sbx-other', userDirOf('other'));
    writeFileSync(file, 'my notes');
    const bench = await loadBench(flow('sbx-other'));
    const refused = await bench.ask('n-list', {});
    assert.equal(codeOf(refused), 'ACCOUNT_MISSING');
    assert.match(factsOf(refused).error?.message ?? '', /state file .* is not a sandbox's state/);
    await helper.setFlows(flowOf(flow('sbx-other').slice(1)), 'full');
    assert.equal(readFileSync(file, 'utf8'), 'my notes');
  });

  it('tells at once that its file cannot be written', async () => {
    const blocked = path.join(temporaryFolder('blocked'), 'file');
    writeFileSync(blocked, '');
    helper.settings({ userDir: blocked });
    const bench = await loadBench(flow('sbx-blocked'));
    const refused = await bench.ask('n-list', {});
    assert.equal(codeOf(refused), 'ACCOUNT_MISSING');
    assert.match(factsOf(refused).error?.message ?? '', /state file .* cannot be written/);
  });

  it('stays inside the user directory whatever the id is', () => {
    assert.equal(path.dirname(stateFileOf('../../x', '/home')), path.resolve('/home'));
  });
});
