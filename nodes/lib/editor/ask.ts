import type { Problem } from '../rules/errors';
import { localized } from './shared-text';

/** Questions to the runtime. Relative addresses: only those get the editor's root path and the user's token added. */

/** The answer, or why there is none: what the runtime says, or the HTTP status (0 for no runtime). */
export type Answered<T> = (answer: T | undefined, why: string, status: number) => void;

/** Why there was no answer: Node-RED refuses whoever lacks a permission with a bare 401. @param otherwise a key. */
export function whyNot(
  { why, status }: { readonly why: string; readonly status: number },
  text: (key: string) => string,
  otherwise: string,
): string {
  return status === 401 || status === 403 ? text('forbidden') : why || text(otherwise);
}

/** @param path its parts, without slashes; @param query what stands behind the question mark, without undefined ones. */
export function urlOf(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return path.map(encodeURIComponent).join('/') + (given.length > 0 ? `?${given.join('&')}` : '');
}

/**
 * A look that takes longer is given up, milliseconds: the runtime waits for no exchange so long. An act is not, since
 * it may have been done.
 */
const LOOK_MS = 15_000;

export function ask<T>(
  type: 'GET' | 'POST',
  url: string,
  body: object | undefined,
  answered: Answered<T>,
): void {
  $.ajax({
    url,
    type,
    ...(type === 'GET' && { timeout: LOOK_MS }),
    ...(body && { contentType: 'application/json', data: JSON.stringify(body) }),
    success: (answer) => answered(answer as T, '', 200),
    error: ({ status, responseJSON }) => {
      const { told } = (responseJSON ?? {}) as Partial<Problem>;
      answered(undefined, localized(told ?? ''), status);
    },
  });
}
