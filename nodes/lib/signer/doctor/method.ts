import { distinct, type Variants } from './variant';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH'];

/** Other methods that may have been signed in place of the one received. */
export function methodVariants(method: string): Variants<string> {
  const lower = method.toLowerCase();
  return {
    likely: distinct(method, [
      { value: lower, code: 'METHOD_CASE' },
      { value: method.slice(0, 1) + lower.slice(1), code: 'METHOD_CASE' },
      { value: 'GET', code: 'METHOD_DIFFERS', detail: 'GET was signed' },
      { value: 'POST', code: 'METHOD_DIFFERS', detail: 'POST was signed' },
      { value: '', code: 'METHOD_DIFFERS', detail: 'none was signed' },
    ]),
    rare: distinct(
      method,
      METHODS.map((other) => ({ value: other, code: 'METHOD_DIFFERS', detail: `${other} was signed` })),
    ),
  };
}
