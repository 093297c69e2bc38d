/** Which texts a node's code and form ask for: read from their source, and for keys made at run time from a table. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A key that is made at run time: the expression as it stands in the source, and all keys that it can come to. */
export interface MadeKeys {
  readonly file: string;
  readonly source: string;
  readonly keys: readonly string[];
}

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Keys asked for, and what is wrong with the way they are. */
export interface Uses {
  /** Named for certain: in the form, or in a call for a text. */
  readonly asked: ReadonlySet<string>;
  /** Named somewhere, such as the reason that a check gives. */
  readonly named: ReadonlySet<string>;
  readonly faults: readonly string[];
}

/**
 * @param sources code and form of one node, with all shared code that it imports
 * @param groups first words of the keys, such as `label`
 */
export function usesOf(
  sources: readonly Source[],
  made: readonly MadeKeys[],
  groups: ReadonlySet<string>,
): Uses {
  const asked = new Set<string>();
  const named = new Set<string>();
  const faults: string[] = [];
  for (const { file, text } of sources) {
    const mine = made.filter((one) => one.file === file);
    for (const key of [...askedIn(file, text), ...mine.flatMap(({ keys }) => keys)]) asked.add(key);
    for (const key of namedIn(text)) named.add(key);
    for (const { source } of mine)
      if (!text.includes(source)) faults.push(`${file} does not make ${source} any more`);
    for (const source of madeIn(text, groups))
      if (!mine.some((one) => one.source.includes(source)))
        faults.push(`${file}: which keys can ${source} be?`);
  }
  return { asked, named, faults };
}

/** `data-i18n="[placeholder]hint.x"`; `text('x')`, `this._('a.b')`, `_('…/coinbase-x:a.b')`; `key: 'x'` of a status. */
function askedIn(file: string, text: string): string[] {
  if (file.endsWith('.html'))
    return [...text.matchAll(/data-i18n="([^"]*)"/g)].flatMap(([, keys = '']) =>
      keys.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')),
    );
  const calls = [
    ...text.matchAll(
      /(?:\btext|#text|\b_)\(\s*(?:[^()'`]*\? )?['`](?:@[\w/-]+:)?([\w.-]+)['`](?: : '([\w.-]+)')?/g,
    ),
  ];
  const inEditor = file.endsWith('/editor.ts') || file.startsWith('nodes/lib/editor/');
  const shared = [...text.matchAll(/\bsharedText\(\s*'([\w.-]+)'/g)];
  const states = [...text.matchAll(/\bkey: ([^,}\n(]*)/g)];
  return [
    ...(inEditor ? calls : []).flatMap(([, one = '', other]) => (other === undefined ? [one] : [one, other])),
    ...shared.map(([, key = '']) => `form.${key}`),
    ...states.flatMap(([, value = '']) =>
      [...value.matchAll(/'(\w+)'/g)].map(([, key = '']) => `status.${key}`),
    ),
  ];
}

function namedIn(text: string): string[] {
  return [...text.matchAll(/['`]([a-zA-Z]+(?:\.[\w-]+)+)['`]/g)].map(([, key = '']) => key);
}

/** Templates that begin as a key does, or that a call for a text is given. */
function madeIn(text: string, groups: ReadonlySet<string>): string[] {
  const keys = [...text.matchAll(/`([a-zA-Z]+)\.[\w.-]*\$\{[^`]*`|`\$\{\w+\}\.\$\{\w+\}`/g)]
    .filter(([, group]) => group === undefined || groups.has(group))
    .map(([whole]) => whole);
  const given = text.matchAll(/(?:\bsharedText|\baccountText|\btext|#text|\b_)\(\s*(`[^`]*\$\{[^`]*`)/g);
  return [...new Set([...keys, ...[...given].map(([, whole = '']) => whole)])];
}

/** A node's form, its own code, and what that imports of the folders that show texts. */
export function sourcesOf(node: string): Source[] {
  const folder = path.join('nodes', node);
  const seen = new Map<string, string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    const text = readFileSync(file, 'utf8');
    seen.set(file, text);
    for (const [, from = ''] of text.matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)) {
      const found = resolved(path.join(path.dirname(file), from));
      if (found !== undefined && showsTexts(found, folder)) visit(found);
    }
  };
  for (const name of readdirSync(folder)) if (/\.(?:ts|html)$/.test(name)) visit(path.join(folder, name));
  return [...seen].map(([file, text]) => ({ file, text }));
}

function resolved(base: string): string | undefined {
  return [`${base}.ts`, path.join(base, 'index.ts')].find((file) => existsSync(file));
}

function showsTexts(file: string, folder: string): boolean {
  return [folder, 'nodes/lib/editor', 'nodes/lib/runtime', 'nodes/lib/rules/order-words'].some((start) =>
    file.startsWith(start),
  );
}
