/** The texts and help of every language as they lie in the repository: each part is a node, a plugin, or what they share. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { english } from '../../nodes/lib/sentences';
import { ENGLISH } from './languages';
import type { Catalogue } from './texts';

const NODES = 'nodes';
/** Stands for what nodes share. */
export const SHARED = 'shared';
/** Stands for what code says; in English it is in the code. */
export const SENTENCES = 'sentences';

/** Names of all parts: `shared`, `sentences`, `coinbase-account` and so on. */
export const parts: readonly string[] = [
  SHARED,
  SENTENCES,
  ...readdirSync(NODES).filter((name) => name !== 'lib' && existsSync(path.join(NODES, name, 'locales'))),
];

/** The folder of a part's texts in a language. */
function folderOf(part: string, language: string): string {
  return path.join(NODES, part === SHARED || part === SENTENCES ? 'lib' : part, 'locales', language);
}

/** Every folder name that stands for a language, anywhere. */
export function languagesFound(): string[] {
  return [...new Set(parts.flatMap((part) => readdirSync(folderOf(part, ''))))].sort();
}

/** Undefined where the file does not exist. */
export function readTexts(part: string, language: string): Catalogue | undefined {
  if (part === SENTENCES && language === ENGLISH) return english;
  const file = path.join(folderOf(part, language), `${part}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Catalogue) : undefined;
}

/** Names of a part's help files: its own, or those of the pieces that several nodes' help has. */
export function helpNames(part: string, language: string): string[] {
  const folder = folderOf(part, language);
  if (part === SENTENCES || !existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.html'));
}

export function readHelp(part: string, language: string, name: string): string {
  return readFileSync(path.join(folderOf(part, language), name), 'utf8');
}

/** English texts that a language leaves as they are: those of every language, then its own. */
export function sameWords(language: string): { readonly everywhere: string[]; readonly own: string[] } {
  const read = (name: string): string[] => {
    const file = path.join('test/locales/same', `${name}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
  };
  return { everywhere: read('every-language'), own: read(language) };
}
