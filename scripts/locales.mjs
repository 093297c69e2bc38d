// Texts and help of every language, as Node-RED wants them: one catalogue and one help file a node, in dist/.
// A language is a folder of that name; what it lacks, Node-RED takes from English.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ENGLISH = 'en-US';
/**
 * Status texts follow the machine's language, of which Node-RED takes two letters (`es` of `es_ES.UTF-8`). It finds `de`
 * by them, and these under their short names, with nothing but the status: all else is the editor's, by its own choice.
 */
const SHORT = { 'es-ES': 'es', 'zh-CN': 'zh' };
const PART = /^([ \t]*)<!-- shared: ([\w-]+) -->[ \t]*$/gm;

/**
 * Writes `locales/LANGUAGE/NAME.json` and `.html` of one node or plugin.
 * @param nodes the folder of all of them; what they share is in its lib/locales/LANGUAGE
 * @param out the built node's own folder
 * @param sentences what code says, in English, where this node's catalogue is to have it in every language
 */
export function writeLocales(nodes, name, out, sentences) {
  const own = path.join(nodes, name, 'locales');
  const shared = path.join(nodes, 'lib', 'locales');
  for (const language of new Set([...folders(own), ...folders(shared)])) {
    const to = path.join(out, 'locales', language);
    const texts = merged(
      textsOf(path.join(shared, language, 'shared.json')),
      textsOf(path.join(own, language, `${name}.json`)),
    );
    if (sentences)
      texts.said = language === ENGLISH ? sentences : textsOf(path.join(shared, language, 'sentences.json'));
    writeJson(to, name, texts);
    const short = SHORT[language];
    if (short && texts.status) writeJson(path.join(out, 'locales', short), name, { status: texts.status });
    const help = path.join(own, language, `${name}.html`);
    if (existsSync(help)) writeFileSync(path.join(to, `${name}.html`), withParts(help, shared, language));
  }
}

function writeJson(folder, name, texts) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(texts, null, 2)}\n`);
}

/** What is shared, with a node's own texts over it. */
function merged(shared, own) {
  const all = { ...shared, ...own };
  for (const [key, text] of Object.entries(shared))
    if (typeof text === 'object' && typeof own[key] === 'object') all[key] = merged(text, own[key]);
  return all;
}

/** A help file with every `<!-- shared: NAME -->` replaced by NAME.html of its language, or of English. */
function withParts(file, shared, language) {
  return readFileSync(file, 'utf8').replace(PART, (_line, indent, part) => {
    const [found] = [language, ENGLISH]
      .map((one) => path.join(shared, one, `${part}.html`))
      .filter((one) => existsSync(one));
    if (found === undefined) throw new Error(`${file}: nothing shared is called ${part}`);
    return readFileSync(found, 'utf8').trimEnd().replace(/^/gm, indent);
  });
}

function textsOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function folders(of) {
  if (!existsSync(of)) return [];
  return readdirSync(of, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
