import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

const SOURCES = 'nodes/lib/editor/sidebar';

type Catalogue = { readonly [key: string]: string | Catalogue };

/** `a.b.c` of every text. */
function keysOf(catalogue: Catalogue, before = ''): string[] {
  return Object.entries(catalogue).flatMap(([name, value]) =>
    typeof value === 'string' ? [before + name] : keysOf(value, `${before}${name}.`),
  );
}

describe("the sidebar's texts", () => {
  const catalogue = JSON.parse(
    readFileSync('nodes/coinbase-sidebar/locales/en-US/coinbase-sidebar.json', 'utf8'),
  ) as Catalogue;
  const keys = keysOf(catalogue);
  const code = [
    ...readdirSync(SOURCES).map((name) => `${SOURCES}/${name}`),
    'nodes/coinbase-sidebar/editor.ts',
  ]
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  /** Named outright, and named up to a part that is filled in. */
  const named = [...code.matchAll(/['`]([a-zA-Z]+(?:[.][\w-]+)*)['`]/g)].map((match) => match[1] ?? '');
  const begun = [...code.matchAll(/`([a-zA-Z]+(?:[.][\w-]+)*[.])\$\{/g)].map((match) => match[1] ?? '');

  it('are all in the catalogue', () => {
    const asked = [...code.matchAll(/(?:\btext|#text|_)\(\s*['`]([\w.-]+)['`]/g)].map(
      (match) => match[1] ?? '',
    );
    assert.ok(asked.length > 40, 'the code names its texts in this way');
    assert.deepEqual(
      asked.filter((key) => !keys.includes(key)),
      [],
    );
    assert.deepEqual(
      begun.filter((start) => !keys.some((key) => key.startsWith(start))),
      [],
    );
  });

  it('are all used', () => {
    const unused = keys.filter(
      (key) => !named.includes(key) && !begun.some((start) => key.startsWith(start)),
    );
    assert.deepEqual(unused, []);
  });
});
