/** What the form of a deployed trading switch asks the runtime, and what it hears. */

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
  readonly why: string;
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
  readonly unresolved: readonly Unresolved[];
  readonly journal: string;
}

export interface Audit {
  readonly client_oid: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** The answer, or why there is none: the runtime's own words, or the HTTP status. */
export type Answered<T> = (answer: T | undefined, why: string, status: number) => void;

export interface SwitchCalls {
  report(answered: Answered<Report>): void;
  move(state: string, answered: Answered<Report>): void;
  release(clientOid: string, answered: Answered<Report>): void;
  audit(by: string, what: string, answered: Answered<{ readonly audits: readonly Audit[] }>): void;
}

export function switchCalls(id: string): SwitchCalls {
  const url = (...parts: readonly string[]): string =>
    ['coinbase-trading-switch', id, ...parts].map(encodeURIComponent).join('/');
  return {
    report: (answered) => ask('GET', url('report'), undefined, answered),
    move: (state, answered) => ask('POST', url('state'), { state }, answered),
    release: (client_oid, answered) => ask('POST', url('release'), { client_oid }, answered),
    audit: (by, what, answered) => ask('GET', url('audit', by, what), undefined, answered),
  };
}

function ask<T>(type: 'GET' | 'POST', url: string, body: object | undefined, answered: Answered<T>): void {
  $.ajax({
    url,
    type,
    ...(body && { contentType: 'application/json', data: JSON.stringify(body) }),
    success: (answer) => answered(answer as T, '', 200),
    error: ({ status, responseJSON }) => {
      const message = (responseJSON as { readonly message?: unknown } | undefined)?.message;
      answered(undefined, typeof message === 'string' ? message : '', status);
    },
  });
}
