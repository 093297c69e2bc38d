import { isCdpName, isExchangeKey, isSecretText, isUuid, stripEnds, unquote } from '../shapes';
import { roleOf } from './roles';

/** One value of a pasted text, with the label that stood beside it, if one did. */
export interface Entry {
  readonly label: string | undefined;
  readonly value: string;
}

/** Values of a JSON text, at any depth; undefined when the text is not JSON. */
export function jsonEntries(text: string): Entry[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // A JSON text inside a JSON string is what some secret stores hand out.
  if (typeof value === 'string') return jsonEntries(value) ?? undefined;
  const entries: Entry[] = [];
  collect(value, undefined, entries, 0);
  return entries;
}

function collect(value: unknown, label: string | undefined, entries: Entry[], depth: number): void {
  if (typeof value === 'string' || typeof value === 'number') {
    entries.push({ label, value: stripEnds(String(value)) });
    return;
  }
  if (typeof value !== 'object' || value === null || depth > 5) return;
  for (const [name, item] of Object.entries(value))
    collect(item, Array.isArray(value) ? label : name, entries, depth + 1);
}

/** Words that come before a name where variables are set. */
const SETTERS = /^(?:export|setx?|const|let|var|env|-e|--env|[-*+>•])\s+|^\$env:/i;
const COMMENT = /^(?:#|\/\/|```|--\s)/;
const LABELLED = /^["'`]?([A-Za-z][A-Za-z0-9_.\-/() ]{0,60}?)["'`]?\s*(?:=>|:=|=|:)\s*(.*)$/;
const LABEL_THEN_VALUE =
  /^((?:coinbase |exchange |api )?(?:access key|key id|key|secret key|secret|passphrase))[\s|]+(.+)$/i;
const LABEL_INSIDE = /(?:^|[\s,;{&])["'`]?([A-Za-z][A-Za-z0-9_.-]{1,60})["'`]?\s*(?:=>|:=|=|:)/g;

/** Values of a text of lines: env files, shell, YAML, source code, labels copied from a page, or nothing but values. */
export function lineEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  let waiting: string | undefined;
  for (const line of linesOf(text).flatMap(splitLine)) {
    const entry = readLine(line);
    if (entry === undefined) continue;
    if (entry.label !== undefined && entry.value === '') {
      waiting = entry.label;
    } else if (entry.label === undefined && waiting !== undefined) {
      entries.push({ label: waiting, value: entry.value });
      waiting = undefined;
    } else {
      entries.push(...(entry.label === undefined ? splitBare(entry.value) : [entry]));
      waiting = undefined;
    }
  }
  return joinWrapped(entries);
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.length === 1 ? text.split(/(?:\\r)?\\n/) : lines;
}

/** A line with several labelled values, one piece each. */
function splitLine(line: string): string[] {
  const starts = [...line.matchAll(LABEL_INSIDE)]
    .filter((found) => roleOf(found[1] ?? '') !== undefined)
    .map((found) => found.index);
  if (starts.length < 2) return [line];
  return starts.map((start, index) => {
    const piece = line.slice(start, starts[index + 1]).replace(/^[\s,;{&]+/, '');
    // In a line of several, a value without quotes is one word.
    return piece.replace(/^([^=:]*(?:=>|:=|=|:)\s*)([^\s"'`]\S*)\s.*$/, '$1$2');
  });
}

function readLine(line: string): Entry | undefined {
  const text = stripEnds(line)
    .replace(SETTERS, '')
    .replace(/^[{[(]+\s*/, '');
  if (text === '' || COMMENT.test(text) || /^[\])};,]+$/.test(text)) return undefined;
  const labelled = LABELLED.exec(text) ?? LABEL_THEN_VALUE.exec(text);
  const [, label = '', rest = ''] = labelled ?? [];
  if (labelled !== null && roleOf(label) !== undefined) return { label, value: valueOf(rest) };
  // A label of something else is skipped; a passphrase may hold a colon, though.
  if (labelled !== null && /\s/.test(text)) return undefined;
  const word = text.replace(/[:=]$/, '');
  if (word.length < 40 && isLabelAlone(word)) return { label: word, value: '' };
  return { label: undefined, value: valueOf(text) };
}

function isLabelAlone(text: string): boolean {
  return /^(?:(?:your|coinbase|exchange|api|cb|cdp|access)[ _-]?)*(?:key(?:[ _-](?:id|name))?|secret(?:[ _-]key)?|private[ _-]key|pass[ _-]?phrase)$/i.test(
    text,
  );
}

/** A value as it stands after its label: without quotes, comment, closing brackets and separators. */
function valueOf(rest: string): string {
  const text = stripEnds(rest).replace(/\\$/, '');
  const quoted = /^(["'`])(.*?)\1\s*[,;)}\]]*\s*(?:(?:#|\/\/).*)?$/.exec(text);
  if (quoted !== null) return stripEnds((quoted[2] ?? '').replace(/\\\//g, '/'));
  const bare = stripEnds(text.replace(/\s+(?:#|\/\/).*$/, '')).replace(/[,;]+$/, '');
  return unquote(stripEnds(bare.replace(/^([^({[]*)[)}\]]+$/, '$1')));
}

/** Several values in one line, known by one of them. */
function splitBare(value: string): Entry[] {
  const words = value
    .split(/[\s,;|]+/)
    .map(unquote)
    .filter((word) => word !== '');
  const known = words.some(
    (word) => isSecretText(word) || isExchangeKey(word) || isUuid(word) || isCdpName(word),
  );
  if (words.length > 1 && known) return words.map((word) => ({ label: undefined, value: word }));
  return [{ label: undefined, value }];
}

/** A secret that a terminal or a mail broke into two lines is one value again. */
function joinWrapped(entries: readonly Entry[]): Entry[] {
  const joined: Entry[] = [];
  for (const entry of entries) {
    const last = joined[joined.length - 1];
    if (
      last !== undefined &&
      entry.label === undefined &&
      last.value.length >= 20 &&
      !isSecretText(last.value) &&
      isSecretText(last.value + entry.value)
    )
      joined[joined.length - 1] = { label: last.label, value: last.value + entry.value };
    else joined.push(entry);
  }
  return joined;
}
