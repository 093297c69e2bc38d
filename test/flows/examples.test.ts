import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checkout } from './installed-package';
import { atBroker, startHomeBroker, type HomeBroker } from './home-broker';
import { startNodeRed, type FlowNode, type RunningNodeRed } from './node-red';

const folder = path.join(checkout, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** Debug nodes also print, so that the log shows what came out. */
function printing(nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.map((node) => (node.type === 'debug' ? { ...node, console: true } : node));
}

for (const version of [4, 5] as const) {
  describe(`the examples in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: RunningNodeRed;
    let broker: HomeBroker;
    before(async () => {
      broker = await startHomeBroker();
      red = await startNodeRed({ version });
    });
    after(async () => {
      await red?.stop();
      await broker?.close();
    });

    for (const name of examples) {
      it(`${name} runs: every inject has a result in the debug output, nothing reaches Catch`, async () => {
        const nodes = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as FlowNode[];
        await red.deploy(printing(atBroker(nodes, broker)));
        if (nodes.some(({ type }) => type === 'mqtt-broker')) await red.waitForLog(/Connected to broker/);
        const problems = debugNames(nodes, fedByCatch(nodes));
        const injects = nodes.filter(({ type }) => type === 'inject');
        assert.ok(injects.length > 0);
        for (const inject of injects) {
          const before = red.log().length;
          const result = red.nextLog(/\[debug:/);
          await red.inject(inject.id);
          const line = await result;
          assert.ok(
            !problems.some((problem) => line.includes(`[debug:${problem}]`)),
            `${String(inject['name'])}: ${red.log().slice(before).join('\n')}`,
          );
        }
        assert.deepEqual(
          red.log().filter((line) => line.includes('[error]')),
          [],
        );
      });
    }
  });
}

/** Ids of the nodes that a catch node is wired to. */
function fedByCatch(nodes: readonly FlowNode[]): Set<string> {
  const wired = nodes.filter(({ type }) => type === 'catch').map((node) => node['wires'] as string[][]);
  return new Set(wired.flat(2));
}

function debugNames(nodes: readonly FlowNode[], ids: ReadonlySet<string>): string[] {
  return nodes.filter(({ id, type }) => type === 'debug' && ids.has(id)).map((node) => String(node['name']));
}
