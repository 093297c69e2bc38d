/** The escapes of $'…' that stand for one character. */
const ANSI_C: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
};

/** One piece of a word: how it begins, and what it stands for. */
const PIECES: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  // A line continuation, with the carriage return that Windows leaves in a pasted text.
  [/\\\r?\n/y, () => ''],
  [/\\([\s\S])/y, ([, letter = '']) => letter],
  [/\$'((?:[^'\\]|\\[\s\S])*)'/y, ([, text = '']) => ansiC(text)],
  [/'([^']*)'/y, ([, text = '']) => text],
  [
    /\$?"((?:[^"\\]|\\[\s\S])*)"/y,
    ([, text = '']) => text.replace(/\\\r?\n/g, '').replace(/\\([$`"\\])/g, '$1'),
  ],
  [/[^\s'"\\]/y, ([letter]) => letter],
];

/**
 * The words of one shell command, as bash reads them: '…', "…", $'…', backslashes and line continuations. Variables
 * are left as they are written.
 * @throws RangeError when a quote is not closed, or when another command follows.
 */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < command.length;) {
    const blank = stickyMatch(/\s+/y, command, at);
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += blank[0].length;
      continue;
    }
    if (word === undefined && /[|;&<>]/.test(command.charAt(at))) break;
    const { text, length } = pieceAt(command, at);
    // A continuation between words makes no word of its own.
    if (text !== '' || command.charAt(at) !== '\\') word = (word ?? '') + text;
    at += length;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function pieceAt(command: string, at: number): { readonly text: string; readonly length: number } {
  for (const [form, read] of PIECES) {
    const found = stickyMatch(form, command, at);
    if (found !== undefined) return { text: read(found), length: found[0].length };
  }
  throw new RangeError(`the quote ${command.charAt(at)} is never closed`);
}

function stickyMatch(form: RegExp, text: string, at: number): RegExpExecArray | undefined {
  form.lastIndex = at;
  return form.exec(text) ?? undefined;
}

function ansiC(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|([\s\S]))/g,
    (_all, hex?: string, four?: string, eight?: string, octal?: string, letter?: string) => {
      const code = hex ?? four ?? eight;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10_ffff));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ANSI_C[letter ?? ''] ?? letter ?? '';
    },
  );
}
