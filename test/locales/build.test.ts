import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type WriteLocales = (nodes: string, name: string, out: string) => void;

describe("the build of a node's texts", () => {
  let folder: string;
  let writeLocales: WriteLocales;
  before(async () => {
    const module = pathToFileURL(path.resolve('scripts/locales.mjs')).href;
    ({ writeLocales } = (await import(module)) as { writeLocales: WriteLocales });
  });
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'locales-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Builds the node `x` from files by their paths below its own or the shared folder. */
  function build(files: Readonly<Record<string, unknown>>): void {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    }
    writeLocales(folder, 'x', path.join(folder, 'out'));
  }
  const made = (name: string): string => readFileSync(path.join(folder, 'out/locales', name), 'utf8');
  const texts = (language: string): unknown => JSON.parse(made(`${language}/x.json`));

  /** What Node-RED's runtime makes of the texts of `x` where its own language is this; it is one for the process. */
  function inNodeRed(lang: string, keys: readonly string[]): unknown {
    const script = `const { i18n } = require('@node-red/util');
      const [lang, dir, keys] = ${JSON.stringify([lang, path.join(folder, 'out/locales'), keys])};
      i18n.init({ lang });
      i18n.registerMessageCatalog('x', dir, 'x.json')
        .then(() => console.log(JSON.stringify(keys.map((key) => i18n._('x:' + key)))));`;
    return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  }

  it("adds what is shared, and a node's own text wins at any depth", () => {
    build({
      'lib/locales/en-US/shared.json': {
        label: { name: 'Name', unit: 's' },
        error: { none: 'no' },
        name: {},
      },
      'x/locales/en-US/x.json': { label: { unit: 'seconds', own: 'Own' }, name: 'X' },
    });
    assert.deepEqual(texts('en-US'), {
      label: { name: 'Name', unit: 'seconds', own: 'Own' },
      error: { none: 'no' },
      name: 'X',
    });
  });

  it('takes every folder for a language, though it lacks files', () => {
    build({
      'lib/locales/en-US/shared.json': { label: { name: 'Name' } },
      'lib/locales/de/shared.json': { label: { name: 'Bezeichnung' } },
      'x/locales/en-US/x.json': { own: 'Own' },
      'x/locales/en-US/x.html': '<p>Help.</p>\n',
      'x/locales/fr/x.json': { own: 'Propre' },
    });
    assert.deepEqual(readdirSync(path.join(folder, 'out/locales')).sort(), ['de', 'en-US', 'fr']);
    assert.deepEqual(texts('de'), { label: { name: 'Bezeichnung' } });
    assert.deepEqual(texts('fr'), { own: 'Propre' });
    // Without a file of its own language Node-RED takes the English help.
    assert.deepEqual(readdirSync(path.join(folder, 'out/locales/de')), ['x.json']);
  });

  it('gives Node-RED the status of a language that it knows by two letters of the machine alone', () => {
    build({
      'lib/locales/en-US/shared.json': {
        status: { ready: 'ready', busy: 'working' },
        label: { name: 'Name' },
      },
      'lib/locales/es-ES/shared.json': { status: { ready: 'listo' }, label: { name: 'Nombre' } },
      'x/locales/es-ES/x.json': { status: { busy: 'trabajando' } },
    });
    assert.deepEqual(texts('es'), { status: { ready: 'listo', busy: 'trabajando' } });
    assert.deepEqual(inNodeRed('es', ['status.ready', 'status.busy', 'label.name']), [
      'listo',
      'trabajando',
      'Name',
    ]);
    assert.deepEqual(inNodeRed('es-ES', ['status.ready', 'label.name']), ['listo', 'Nombre']);
  });

  it('puts shared pieces into the help, those of English where the language has none', () => {
    build({
      'lib/locales/en-US/end.html': '<p>\n  The end.\n</p>\n',
      'lib/locales/en-US/start.html': '<p>Start.</p>\n',
      'lib/locales/de/start.html': '<p>Anfang.</p>\n',
      'x/locales/de/x.html': '<div>\n  <!-- shared: start -->\n  <!-- shared: end -->\n</div>\n',
    });
    assert.equal(made('de/x.html'), '<div>\n  <p>Anfang.</p>\n  <p>\n    The end.\n  </p>\n</div>\n');
  });

  it('refuses a piece that does not exist', () => {
    assert.throws(
      () => build({ 'x/locales/en-US/x.html': '<!-- shared: nothing -->' }),
      /x\.html: nothing shared is called nothing/,
    );
  });
});
