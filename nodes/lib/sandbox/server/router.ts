import type { Route } from './route';

/** A route that fits, with the values of its path's names. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a method and a path; undefined when there is none. Paths are case sensitive. */
export type Router = (method: string, path: string) => Match | undefined;

/** Compiles the table once. A HEAD request takes the route of GET. */
export function createRouter(routes: readonly Route[]): Router {
  const fixed = new Map<string, Match>();
  const open = new Map<string, Pattern[]>();
  for (const route of routes) {
    const pattern = patternOf(route);
    if (pattern.segments.every((segment) => segment.name === undefined)) {
      fixed.set(`${route.method} ${route.path}`, { route, params: {} });
      continue;
    }
    const shape = `${route.method} ${pattern.segments.length}`;
    open.set(shape, [...(open.get(shape) ?? []), pattern]);
  }
  return (given, path) => {
    const method = given === 'HEAD' ? 'GET' : given;
    const exact = fixed.get(`${method} ${path}`);
    if (exact) return exact;
    const parts = path.split('/');
    for (const pattern of open.get(`${method} ${parts.length}`) ?? []) {
      const match = matched(pattern, parts);
      if (match) return match;
    }
    return undefined;
  };
}

interface Pattern {
  readonly route: Route;
  readonly segments: readonly { readonly text: string; readonly name: string | undefined }[];
}

function patternOf(route: Route): Pattern {
  const segments = route.path.split('/').map((text) => ({ text, name: /^\{(\w+)\}$/.exec(text)?.[1] }));
  return { route, segments };
}

function matched({ route, segments }: Pattern, parts: readonly string[]): Match | undefined {
  const params: Record<string, string> = {};
  for (const [index, { text, name }] of segments.entries()) {
    const part = parts[index] ?? '';
    if (name === undefined) {
      if (part !== text) return undefined;
      continue;
    }
    const value = decoded(part);
    if (!value) return undefined;
    params[name] = value;
  }
  return { route, params };
}

/** Percent-decoded; undefined where the encoding is broken. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
