/** What `require` of the package's runtime costs beside `require('undici')`, each in a fresh process. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { median } from './median';

const probe = `
const begin = process.hrtime.bigint();
const before = process.memoryUsage().heapUsed;
for (const name of JSON.parse(process.argv[1])) require(name);
const ms = Number(process.hrtime.bigint() - begin) / 1e6;
global.gc();
console.log(JSON.stringify({ ms, mib: (process.memoryUsage().heapUsed - before) / 1048576 }));`;

export interface RequireCost {
  readonly ms: number;
  readonly mib: number;
}

function once(modules: readonly string[]): RequireCost {
  const out = execFileSync(process.execPath, ['--expose-gc', '-e', probe, JSON.stringify(modules)], {
    encoding: 'utf8',
  });
  return JSON.parse(out) as RequireCost;
}

/** Medians over `rounds` fresh processes of each, alternating. */
export function measureRequire(rounds: number): { ours: RequireCost; undici: RequireCost } {
  const nodes = path.resolve(__dirname, '..', '..', 'nodes');
  const names = ['account', 'signed-request', 'place-order', 'list-orders', 'cancel-order', 'sandbox'];
  const ours = names.map((name) => path.join(nodes, `coinbase-${name}`, `coinbase-${name}.js`));
  const undici = [require.resolve('undici')];
  const seen = { ours: [] as RequireCost[], undici: [] as RequireCost[] };
  for (let round = 0; round < rounds; round += 1) {
    seen.ours.push(once(ours));
    seen.undici.push(once(undici));
  }
  const middle = (costs: RequireCost[]): RequireCost => ({
    ms: median(costs.map((cost) => cost.ms)),
    mib: median(costs.map((cost) => cost.mib)),
  });
  return { ours: middle(seen.ours), undici: middle(seen.undici) };
}
