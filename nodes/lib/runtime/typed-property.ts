import { CoinbaseError } from '../rules/errors';
import type { ErrorCode } from '../rules/error-codes';
import type { Message, NodeConfig, Red, RedNode } from './red';

/** Types of a form's property that this package offers. */
const TYPES = new Set(['str', 'msg', 'flow', 'global', 'env', 'jsonata', 'json', 'num', 'bool', 'date']);

/** Longest expression or text of a form, characters. */
const LONGEST = 1_000_000;

/** Reads the typed properties of one node. */
export interface PropertyReader {
  /**
   * The value of the property `name`, whose type is at `nameType`. An empty value is undefined, whatever its type.
   * @throws CoinbaseError with the reader's code, naming the property.
   */
  read(name: string, msg: Message): Promise<unknown>;
}

/** @param code what a property that cannot be read is: `ORDER_INVALID` for orders, `PATH_REFUSED` for requests. */
export function propertyReader(red: Red, node: RedNode, config: NodeConfig, code: ErrorCode): PropertyReader {
  const bad = (name: string, why: string): CoinbaseError =>
    new CoinbaseError(code, `${name}: ${why}`, { field: name });
  return {
    async read(name, msg) {
      const value = config[name];
      if (value === undefined || value === null || value === '') return undefined;
      const type = config[`${name}Type`] ?? 'str';
      if (typeof value !== 'string' || value.length > LONGEST)
        throw bad(name, "the form's value is not text");
      if (typeof type !== 'string' || !TYPES.has(type))
        throw bad(name, "the form's type is not one of this node's");
      const unset = unsetVariable(value);
      if (unset !== undefined) throw bad(name, `the environment variable ${unset} is not set`);
      if (type === 'str') return value;
      try {
        return await evaluate(red, node, msg, value, type);
      } catch (thrown) {
        if (thrown instanceof TypeError && type !== 'jsonata')
          throw bad(name, `${type}.${value.slice(0, 80)} is not there`);
        throw bad(name, `${type} cannot be evaluated: ${reason(thrown)}`);
      }
    },
  };
}

/** Node-RED's evaluation as a promise. It may throw at once (JSON), call back late (context stores), or twice. */
function evaluate(red: Red, node: RedNode, msg: Message, value: string, type: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    red.util.evaluateNodeProperty(value, type, node, msg, (error, result) => {
      if (error) reject(error instanceof Error ? error : new Error(reason(error)));
      else resolve(result);
    });
  });
}

function reason(thrown: unknown): string {
  const text =
    typeof thrown === 'object' && thrown !== null && 'message' in thrown
      ? String(thrown.message)
      : String(thrown);
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}

/**
 * Node-RED replaces a whole value of `${NAME}` before a node sees it and leaves unknown names as they are.
 * @returns the name that is not set, or undefined.
 */
export function unsetVariable(value: string): string | undefined {
  return /^\s*\$\{([^}]+)\}\s*$/.exec(value)?.[1];
}
