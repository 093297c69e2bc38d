import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checkout } from './installed-package';
import { atBroker, startHomeBroker, type HomeBroker } from './home-broker';
import { startNodeRed, type FlowNode, type RunningNodeRed } from './node-red';
import { patience } from '../patience';

const folder = path.join(checkout, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** The faces of the local sandbox: what a person changes in the account, and nothing else. */
const FACES = ['local-sandbox', 'local-sandbox-advanced-trade'] as const;
/** These run on each face; the others are about one API. */
const ON_BOTH = /^(0[1-9]|1[023]) /;
/** Of these, some inject places an order. */
const PLACES_ORDERS = /^0[1245] /;
/** Of an order, what one API alone tells; see README. */
const TOLD_BY_ONE = /"(?:stp|post_only|profile_id)",?/g;
/** A debug line of an order as it was placed. */
const PLACED = /(\[debug:.*"outcome":"(?:filled|accepted)".*"client_oid".*)/;

/** What came out, on one line: names of fields, not their values, which differ from order to order. */
const SHAPE = `$string({
  "code": error.code,
  "statusCode": statusCode,
  "outcome": coinbase.outcome,
  "fields": $sort($distinct($keys(payload)))
})`;

/** Debug nodes also print, so that the log shows what came out. */
function printing(nodes: readonly FlowNode[]): FlowNode[] {
  const shape = { console: true, complete: SHAPE, targetType: 'jsonata' };
  return nodes.map((node) => (node.type === 'debug' ? { ...node, ...shape } : node));
}

function onFace(nodes: readonly FlowNode[], environment: string | undefined): readonly FlowNode[] {
  if (environment === undefined) return nodes;
  return nodes.map((node) => (node.type === 'coinbase-account' ? { ...node, environment } : node));
}

for (const version of [4, 5] as const) {
  describe(`the examples in Node-RED ${version}`, function () {
    this.timeout(patience(60_000));
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
      const shapes = new Map<string, Set<string>>();
      const read = (): FlowNode[] => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as FlowNode[];

      for (const face of ON_BOTH.test(name) ? FACES : [undefined])
        it(`${name} runs${face ? ` on ${face}` : ''}: every inject has a result, nothing reaches Catch`, () =>
          run(face));

      if (PLACES_ORDERS.test(name))
        it(`${name} tells the same of its orders on both faces`, () => {
          const [one, other] = FACES.map((face) => shapes.get(face));
          assert.ok(one && one.size > 0);
          assert.deepEqual(other, one);
        });

      /** What was halted for good stays halted for the next example: two clicks let it go on. */
      async function letGo(nodes: readonly FlowNode[]): Promise<void> {
        const go = nodes.find(({ type, name }) => type === 'inject' && name === 'go on');
        if (!go || !nodes.some((node) => node['name'] === 'are you sure?')) return;
        const active = red.nextLog(/\[debug:what the switch says\]/);
        await red.inject(go.id);
        await active;
      }

      async function run(face: string | undefined): Promise<void> {
        const nodes = read();
        const told = new Set<string>();
        await red.deploy(printing(onFace(atBroker(nodes, broker), face)));
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
          const [, placed] = PLACED.exec(line) ?? [];
          if (placed !== undefined) told.add(placed.replace(TOLD_BY_ONE, ''));
        }
        await letGo(nodes);
        if (face) shapes.set(face, told);
        assert.deepEqual(
          red.log().filter((line) => line.includes('[error]')),
          [],
        );
      }
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
