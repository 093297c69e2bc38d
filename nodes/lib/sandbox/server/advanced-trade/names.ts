/**
 * Advanced Trade answers in snake case and takes names in camel case as well, in bodies and queries: Coinbase's own
 * sample for TypeScript (0.3.0) sends nothing else.
 */

/** A body's members, however deep, named as the documentation names them. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [snakeCase(name), inSnakeCase(one)]));
}

export function queryInSnakeCase(query: URLSearchParams): URLSearchParams {
  const named = new URLSearchParams();
  for (const [name, value] of query) named.append(snakeCase(name), value);
  return named;
}

function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
