import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { checkout, manifestOf, packageName } from './installed-package';
import { startNodeRed, type RunningNodeRed } from './node-red';
import { patience } from '../patience';

interface NodeSet {
  readonly name: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: unknown;
}

const { nodes, plugins } = manifestOf(checkout)['node-red'];
const sets = Object.keys(nodes);

for (const version of [4, 5] as const) {
  describe(`the packed package in Node-RED ${version}`, function () {
    this.timeout(patience(60_000));
    let red: RunningNodeRed;
    before(async () => {
      red = await startNodeRed({ version });
    });
    after(() => red.stop());

    it('runs the version it says', async () => {
      const settings = (await red.get('/settings')) as { version: string };
      assert.equal(settings.version.split('.')[0], String(version));
    });

    it('loads every set without an error, each with the type it is named after', async () => {
      const all = (await red.get('/nodes')) as NodeSet[];
      const ours = all.filter(({ module }) => module === packageName);
      assert.deepEqual(
        ours.map(({ name, types, enabled, err }) => ({ name, types, enabled, err })),
        sets.map((name) => ({ name, types: [name], enabled: true, err: undefined })),
      );
    });

    it('gives the editor a form and help for every type', async () => {
      const response = await fetch(`${red.url}/nodes`, { headers: { accept: 'text/html' } });
      const html = await response.text();
      for (const type of sets) {
        assert.match(html, new RegExp(`registerType\\(\\s*["']${type}["']`), `${type} is not in the palette`);
        assert.match(html, new RegExp(`data-template-name=["']${type}["']`), `${type} has no form`);
        assert.match(html, new RegExp(`data-help-name=["']${type}["']`), `${type} has no help`);
      }
    });

    it('loads every plugin without an error, and gives its script to the editor', async () => {
      const all = (await red.get('/plugins')) as NodeSet[];
      const ours = all.filter(({ module }) => module === packageName);
      assert.deepEqual(
        ours.map(({ name, enabled, err }) => ({ name, enabled, err })),
        Object.keys(plugins).map((name) => ({ name, enabled: true, err: undefined })),
      );
      const response = await fetch(`${red.url}/plugins`, { headers: { accept: 'text/html' } });
      assert.match(await response.text(), /RED\.plugins\.registerPlugin\(/);
    });

    it('gives the editor texts for every set and plugin', async () => {
      const catalogues = {
        ...((await red.get('/nodes/messages?lng=en-US')) as Record<string, object>),
        ...((await red.get('/plugins/messages?lng=en-US')) as Record<string, object>),
      };
      for (const name of [...sets, ...Object.keys(plugins)]) {
        const texts = catalogues[`${packageName}/${name}`];
        assert.ok(texts && Object.keys(texts).length > 0, `${name} has no texts`);
      }
    });

    it("serves the sidebar's chart from the package, and the licence of its library beside it", async () => {
      const resource = async (name: string): Promise<string> => {
        const response = await fetch(`${red.url}/resources/${packageName}/${name}`);
        assert.equal(response.status, 200, name);
        return response.text();
      };
      assert.match(await resource('coinbase-chart.js'), /TradingView/);
      const licence = await resource('coinbase-chart.LICENSE.txt');
      for (const part of [/TradingView, Inc\./, /Apache License\s+Version 2\.0/, /fancy-canvas/])
        assert.match(licence, part);
    });

    it('offers its examples for import', async () => {
      const where = `/library/examples/flows/${packageName}/`;
      const offered = (await red.get(where)) as { fn: string }[];
      const names = offered.map(({ fn }) => fn).sort();
      const shipped = readdirSync(path.join(checkout, 'examples')).filter((name) => name.endsWith('.json'));
      assert.deepEqual(names, shipped.map((name) => path.basename(name, '.json')).sort());
    });

    it('gives the editor every icon that its nodes name', async () => {
      const icons = (await red.get('/icons')) as Record<string, string[]>;
      const ours = icons[packageName] ?? [];
      const html = await (await fetch(`${red.url}/nodes`, { headers: { accept: 'text/html' } })).text();
      const named = [...html.matchAll(/icon: ["'](redtrade-[^"']+)["']/g)].map((match) => match[1] ?? '');
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.filter((name) => !ours.includes(name)),
        [],
      );
    });

    it('is named in no warning and no error of the log', () => {
      const complaints = red.log().filter((line) => /\[(warn|error|fatal)\]/.test(line));
      assert.deepEqual(
        complaints.filter((line) => /coinbase|redtrade/i.test(line)),
        [],
      );
      assert.deepEqual(
        red.log().filter((line) => /failed|Error:/i.test(line)),
        [],
      );
    });
  });
}
