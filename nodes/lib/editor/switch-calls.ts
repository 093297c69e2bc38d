/** What the form of a deployed trading switch asks the runtime, and what it hears. */
import type { Problem } from '../rules/errors';
import type { Words } from '../sentences';
import { ask, urlOf, type Answered } from './ask';

export interface Position {
  readonly state: string;
  readonly by: string;
  readonly reason?: string;
  readonly since?: string;
}

export interface Unresolved {
  readonly client_oid: string;
  readonly product_id: string;
  readonly since: string;
  readonly told: Words;
}

export interface Report {
  readonly mode: string;
  readonly position: Position;
  readonly limits: readonly {
    readonly rule: string;
    readonly limit: string;
    readonly used: string;
    readonly of?: string;
  }[];
  /** How many are set that count nothing. */
  readonly otherLimits: number;
  readonly unresolved: readonly Unresolved[];
  /** `ready`, `reconciling`, or anything else with the trouble. */
  readonly journal: string;
  readonly trouble?: Problem;
}

export interface Audit {
  readonly client_oid: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export interface SwitchCalls {
  report(answered: Answered<Report>): void;
  move(state: string, answered: Answered<Report>): void;
  release(clientOid: string, answered: Answered<Report>): void;
  audit(by: string, what: string, answered: Answered<{ readonly audits: readonly Audit[] }>): void;
}

/** @param open whether anybody still waits for the answers; those that come later are dropped. */
export function switchCalls(id: string, open: () => boolean): SwitchCalls {
  const whileOpen =
    <T>(answered: Answered<T>): Answered<T> =>
    (...answer) => {
      if (open()) answered(...answer);
    };
  const url = (...parts: readonly string[]): string => urlOf(['coinbase-trading-switch', id, ...parts]);
  return {
    report: (answered) => ask('GET', url('report'), undefined, whileOpen(answered)),
    move: (state, answered) => ask('POST', url('state'), { state }, whileOpen(answered)),
    release: (client_oid, answered) => ask('POST', url('release'), { client_oid }, whileOpen(answered)),
    audit: (by, what, answered) => ask('GET', url('audit', by, what), undefined, whileOpen(answered)),
  };
}
