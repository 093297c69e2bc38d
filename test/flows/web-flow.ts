/** Flows that answer over HTTP, so that a test sees what came out without the editor's debug channel. */
import type { FlowNode } from './node-red';
import { patience } from '../patience';

/**
 * `GET /path` runs `node` and answers with its payload; an error that reaches Catch answers 500 with `{ code, message }`.
 * @param node the node under test, without wiring
 */
export function webFlow(path: string, node: Readonly<Record<string, unknown>>): FlowNode[] {
  const id = (part: string) => `${path}-${part}`;
  const own = (part: string, rest: Record<string, unknown>) => ({ id: id(part), z: id('tab'), ...rest });
  const tab = { id: id('tab'), type: 'tab', label: path, disabled: false };
  const entry = own('in', { method: 'get', url: `/${path}`, wires: [[id('node')]] });
  const failed = own('catch', { scope: null, uncaught: false, wires: [[id('why')]] });
  const clean = { t: 'delete', p: 'headers', pt: 'msg' };
  const body = { t: 'set', p: 'payload', pt: 'msg', to: '{ "code": error.code, "message": error.message }' };
  const status = { t: 'set', p: 'statusCode', pt: 'msg', to: '500', tot: 'num' };
  return [
    tab,
    { ...entry, type: 'http in' },
    { ...node, ...own('node', { wires: [[id('clean')]] }), type: String(node['type']) },
    { ...own('clean', { rules: [clean], wires: [[id('out')]] }), type: 'change' },
    { ...failed, type: 'catch' },
    {
      ...own('why', { rules: [{ ...body, tot: 'jsonata' }, status, clean], wires: [[id('out')]] }),
      type: 'change',
    },
    { ...own('out', { wires: [] }), type: 'http response' },
  ];
}

/** The answer of a {@link webFlow}. */
export async function ask(
  url: string,
  path: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${url}/${path}`, { signal: AbortSignal.timeout(patience(10_000)) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
