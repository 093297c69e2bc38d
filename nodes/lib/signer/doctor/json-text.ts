import { orders } from './variant';

/** One way to write a JSON value. */
interface Style {
  readonly comma: string;
  readonly colon: string;
  /** Only ASCII: everything else as \u escapes, as Python and PHP do by default. */
  readonly ascii?: boolean;
  /** `\/` for `/`, as PHP does by default. */
  readonly slashes?: boolean;
  /** Names sorted at every level. */
  readonly sorted?: boolean;
}

interface Serialisation {
  readonly text: string;
  readonly detail: string;
}

const COMPACT: Style = { comma: ',', colon: ':' };
const PYTHON: Style = { comma: ', ', colon: ': ' };
/** 5! orders of an object's members are enough to try. */
const MOST_ORDERED = 5;
/** No request is nested deeper, and writing a value costs stack. */
const DEEPEST = 50;

/** Other JSON texts for the same value; none when the text is not JSON. */
export function serialisations(text: string): { usual: Serialisation[]; unusual: Serialisation[] } {
  let value: unknown;
  if (isDeep(text)) return { usual: [], unusual: [] };
  try {
    value = JSON.parse(text);
  } catch {
    return { usual: [], unusual: [] };
  }
  const write = (style: Style, detail: string): Serialisation => ({ text: writeJson(value, style), detail });
  const usual = [
    write(COMPACT, 'without blanks'),
    write(PYTHON, "with Python's blanks after colon and comma"),
    write({ ...PYTHON, ascii: true }, "with Python's blanks and \\u escapes"),
    write({ ...COMPACT, ascii: true }, 'with \\u escapes'),
    write({ ...COMPACT, sorted: true }, 'with sorted names'),
    write({ ...PYTHON, sorted: true }, "with Python's blanks and sorted names"),
    { text: JSON.stringify(value, null, 2), detail: 'indented' },
  ];
  const unusual = [
    write({ ...COMPACT, ascii: true, slashes: true }, "with PHP's escapes"),
    write({ ...COMPACT, slashes: true }, "with PHP's escaped slashes"),
    { text: JSON.stringify(value, null, 4), detail: 'indented' },
    { text: JSON.stringify(value, null, '\t'), detail: 'indented' },
    { text: JSON.stringify(text), detail: 'serialised twice' },
    { text: pythonRepr(value), detail: 'as Python prints a dict, with single quotes' },
  ];
  if (isObject(value)) unusual.push(...reordered(value), { text: formText(value), detail: 'as a form' });
  return { usual, unusual };
}

/** Brackets inside strings count too: that errs on the safe side. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === '[' || letter === '{') depth += 1;
    else if (letter === ']' || letter === '}') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* reordered(value: Record<string, unknown>): Generator<Serialisation> {
  const members = Object.entries(value);
  const detail = 'the names are in another order';
  if (members.length > MOST_ORDERED) {
    const reversed = Object.fromEntries(members.toReversed());
    for (const style of [COMPACT, PYTHON]) yield { text: writeJson(reversed, style), detail };
    return;
  }
  // Each member is written once; only their order differs.
  for (const style of [COMPACT, PYTHON]) {
    const written = members.map(
      ([name, item]) => writeText(name, style) + style.colon + writeJson(item, style),
    );
    for (const order of orders(written)) yield { text: `{${order.join(style.comma)}}`, detail };
  }
}

function writeText(text: string, style: Style): string {
  let written = JSON.stringify(text);
  if (style.ascii)
    written = written.replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return style.slashes ? written.replace(/\//g, '\\/') : written;
}

function writeJson(value: unknown, style: Style): string {
  if (typeof value === 'string') return writeText(value, style);
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item, style)).join(style.comma)}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = style.sorted ? Object.keys(value).sort() : Object.keys(value);
  return `{${names
    .map((name) => writeText(name, style) + style.colon + writeJson(value[name], style))
    .join(style.comma)}}`;
}

function pythonRepr(value: unknown): string {
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${pythonRepr(name)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

function formText(value: Record<string, unknown>): string {
  return new URLSearchParams(
    Object.entries(value).map(([name, item]): [string, string] => [
      name,
      typeof item === 'string' ? item : JSON.stringify(item),
    ]),
  ).toString();
}
