import assert from 'node:assert/strict';
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
