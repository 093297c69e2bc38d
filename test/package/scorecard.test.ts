import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checkout, installPackage, temporaryFolder } from '../flows/installed-package';
import { patience } from '../patience';

interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly repository?: unknown;
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly 'node-red': {
    readonly version: string;
    readonly nodes: Readonly<Record<string, string>>;
    readonly plugins: Readonly<Record<string, string>>;
  };
}

interface LockedPackage {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
}

/** Types that other packages of the flow library have taken. */
const taken = [
  'coinbase-client',
  'coinbase-get-account',
  'coinbase-get-buy-price',
  'coinbase-sell',
  'coinbase-pro',
  'coinbase-pro-apikey',
];

/** The flow library's own checks (node-red-dev), as far as they need no network, on the packed tarball. */
describe("the flow library's scorecard", () => {
  let installed: string;
  let manifest: Manifest;
  let sets: [name: string, file: string][];
  before(function () {
    this.timeout(patience(60_000));
    installed = installPackage(temporaryFolder('scorecard'));
    manifest = readJson(path.join(installed, 'package.json')) as Manifest;
    sets = Object.entries(manifest['node-red'].nodes);
  });

  it('P01, P03: says its licence and where it comes from', () => {
    assert.equal(manifest.license, 'MIT');
    assert.ok(manifest.repository);
  });

  it('P04: has a scoped name', () => assert.match(manifest.name, /^@[a-z0-9-]+\/[a-z0-9-]+$/));

  it('ships its plugins: a runtime file with its texts and its script for the editor, no network named in it', () => {
    for (const [name, file] of Object.entries(manifest['node-red'].plugins)) {
      const folder = path.join(installed, path.dirname(file));
      for (const beside of [`${name}.js`, `${name}.html`, `locales/en-US/${name}.json`])
        assert.ok(existsSync(path.join(folder, beside)), `${name}: ${beside}`);
      const html = readFileSync(path.join(folder, `${name}.html`), 'utf8');
      assert.doesNotMatch(html, /https?:\/\//, `${name} loads nothing from elsewhere`);
    }
  });

  it('P05: is found as a Node-RED package', () => assert.ok(manifest.keywords.includes('node-red')));

  it('P06: runs on Node-RED 4 and 5', () => assert.equal(manifest['node-red'].version, '>=4.0.0'));

  it("P07: runs on the oldest Node that Node-RED's newest release supports", () => {
    const newest = readJson(path.join(checkout, 'test/flows/node-red-5/node_modules/node-red/package.json'));
    const oldest =
      /^>=(\d+)\.(\d+)/
        .exec((newest as Manifest).engines.node)
        ?.slice(1)
        .map(Number) ?? [];
    const ours = /^>=(\d+)\.(\d+)\.(\d+)$/.exec(manifest.engines.node)?.slice(1).map(Number) ?? [];
    assert.equal(ours.length, 3, 'a plain lower bound is expected');
    const [wantMajor = 0, wantMinor = 0] = oldest;
    const [major = Infinity, minor = Infinity] = ours;
    assert.ok(major < wantMajor || (major === wantMajor && minor <= wantMinor));
  });

  it('N01: uses no type of another package, and prefixes its own', () => {
    for (const [name] of sets) {
      assert.ok(name.startsWith('coinbase-') && !taken.includes(name), name);
    }
  });

  it('N01, N02: the library reads every type from the html: literal name, category, colour, icon, ports', () => {
    for (const [name, file] of sets) {
      const definition = registeredIn(file);
      assert.equal(definition.type, name);
      assert.match(definition.text, /\bcategory: "(coinbase|config)"/, `${name}: category`);
      assert.match(definition.text, /\bdefaults: \{/, `${name}: defaults`);
      if (!isConfig(file)) {
        assert.match(definition.text, /\bcolor: "#[0-9A-Fa-f]{6}"/, `${name}: color`);
        assert.match(definition.text, /\bicon: "[\w./-]+"/, `${name}: icon`);
        assert.match(definition.text, /\binputs: [01]\b/, `${name}: inputs`);
        assert.match(definition.text, /\boutputs: \d\b/, `${name}: outputs`);
      }
    }
  });

  it('N02: every node that can be wired occurs in an example', () => {
    const used = new Set(examples().flatMap(({ nodes }) => nodes.map(({ type }) => type)));
    const missing = sets.filter(([name, file]) => !isConfig(file) && !used.has(name));
    assert.deepEqual(missing, []);
  });

  it('examples: arrays with a comment, core nodes only, no credentials, one and the same account for each face of the sandbox', () => {
    const core = [
      'tab',
      'group',
      'comment',
      'inject',
      'debug',
      'catch',
      'status',
      'complete',
      'change',
      'split',
      'switch',
    ];
    const coreToo = [
      ...core,
      'function',
      'delay',
      'link in',
      'link out',
      'http in',
      'http response',
      'template',
      'trigger',
      'mqtt in',
      'mqtt out',
      'mqtt-broker',
    ];
    const accounts = new Map<unknown, Set<string>>();
    for (const { name, nodes } of examples()) {
      const types = nodes.map(({ type }) => type);
      assert.ok(types.includes('comment'), `${name} says what it does`);
      assert.deepEqual(
        types.filter((type) => !coreToo.includes(type) && !sets.some(([ours]) => ours === type)),
        [],
      );
      assert.ok(
        nodes.every((node) => !('credentials' in node)),
        `${name} holds credentials`,
      );
      const own = nodes.filter(({ type }) => type === 'coinbase-account');
      const needed = nodes.some((node) => 'account' in node);
      assert.equal(own.length, needed ? 1 : 0, name);
      for (const { environment, ...account } of own) {
        const known = accounts.get(environment) ?? new Set();
        accounts.set(environment, known.add(JSON.stringify(account)));
      }
    }
    assert.deepEqual(new Set(accounts.keys()), new Set(['local-sandbox', 'local-sandbox-advanced-trade']));
    for (const [environment, same] of accounts)
      assert.equal(same.size, 1, `all examples of ${String(environment)} share one identical account`);
  });

  it('D01: has at most six dependencies, none of them Node-RED', () => {
    const names = Object.keys(manifest.dependencies);
    assert.ok(names.length <= 6);
    assert.ok(!names.includes('node-red'));
  });

  it('D02: the tree under them has no old agent-base and no install script', () => {
    const locked = (
      readJson(path.join(checkout, 'package-lock.json')) as {
        packages: Record<string, LockedPackage>;
      }
    ).packages;
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const found = locked[`node_modules/${name}`];
      assert.ok(found, `${name} is not locked`);
      assert.ok(!found.hasInstallScript, `${name} runs a script at install`);
      Object.keys(found.dependencies ?? {}).forEach(visit);
    };
    Object.keys(manifest.dependencies).forEach(visit);
    assert.ok(!seen.has('agent-base'));
  });

  it('D03: its ranges admit every later release of the major version that was tested', () => {
    for (const [name, range] of Object.entries(manifest.dependencies)) {
      assert.match(range, /^\^\d+\.\d+\.\d+$/, `${name}: a caret range`);
    }
  });

  it('has a README and a licence in the package', () => {
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
      assert.ok(readFileSync(path.join(installed, file), 'utf8').trim().length > 100, file);
    }
  });

  it('has beside every runtime file the form, the texts and the help that belong to it', () => {
    for (const [name, file] of sets) {
      const folder = path.join(installed, path.dirname(file));
      assert.equal(path.basename(file), `${name}.js`);
      assert.ok(!path.dirname(file).includes('.js'), 'the library cuts the path at the first .js');
      for (const beside of [`${name}.html`, `locales/en-US/${name}.json`, `locales/en-US/${name}.html`]) {
        assert.ok(existsSync(path.join(folder, beside)), `${name}: ${beside}`);
      }
    }
  });

  function isConfig(file: string): boolean {
    return /\bcategory: "config"/.test(registeredIn(file).text);
  }

  /** As the library does it: the text/javascript blocks of the html, and the call in them. */
  function registeredIn(file: string): { type: string; text: string } {
    const html = readFileSync(path.join(installed, file.replace('.js', '.html')), 'utf8');
    const scripts = [...html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)];
    const script = scripts.map((match) => match[1]).join('\n');
    const call = /RED\.nodes\.registerType\("([^"]+)", (\{[\s\S]*)/.exec(script);
    assert.ok(call, `${file}: no RED.nodes.registerType("…", {…}) in the html`);
    return { type: call[1] ?? '', text: call[2] ?? '' };
  }

  function examples(): { name: string; nodes: { type: string; [property: string]: unknown }[] }[] {
    const folder = path.join(installed, 'examples');
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    assert.ok(names.length >= 3);
    return names.map((name) => {
      const nodes = readJson(path.join(folder, name));
      assert.ok(Array.isArray(nodes), `${name} is not an array`);
      return { name, nodes: nodes as { type: string }[] };
    });
  }
});

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
